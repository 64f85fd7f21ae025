package dev.tern.integer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.nn.Arithmetic;
import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.Choices;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Mlp;
import dev.tern.nn.Network;
import dev.tern.nn.Nonlinearity;
import dev.tern.nn.Parameter;
import dev.tern.nn.Quantization;
import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Bits;
import dev.tern.quant.Bwn;
import dev.tern.quant.Granularity;
import dev.tern.quant.Grid;
import dev.tern.quant.Lat;
import dev.tern.quant.Lsq;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.Scheme;
import dev.tern.quant.Twn;
import dev.tern.quant.WeightQuantizer;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Threads;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** At every place the program without floats has the codes of the forward pass that was trained, and its logits. */
class WholeProgramTest {
    private static final BertShape SHAPE = new BertShape(2, 24, 3, 40, 50, 40, 2);

    private enum Structure {
        WHOLE(network -> network),
        NARROW(network -> BertClassifier.random(SHAPE.inner(2, 13), 3, EmbeddingTraining.TRAINED, 4)
                .with(Nonlinearity.RELU)),
        SPLIT(network -> network.split(
                network.quantizable().stream().map(Parameter::layer).toList())),
        PARTLY_SPLIT(network -> network.split(List.of("encoder.0.key", "encoder.1.feedForwardIn")));

        final UnaryOperator<BertClassifier> change;

        Structure(UnaryOperator<BertClassifier> change) {
            this.change = change;
        }
    }

    static Stream<Arguments> cases() {
        Stream<WeightQuantizer> weights = Stream.of(
                Twn.TWN,
                Twn.TWN.with(Granularity.perRow()),
                Lat.LAT,
                Bwn.BWN,
                Bwn.BWN.with(Granularity.perRow()),
                Lsq.LSQ.bits(Bits.INT2),
                MinMaxWeights.of(Bits.INT8),
                MinMaxWeights.of(Bits.INT4, Scheme.ASYMMETRIC),
                MinMaxWeights.of(Bits.INT8, Scheme.ASYMMETRIC).with(Granularity.perRow()),
                MinMaxWeights.of(Bits.INT4).with(Granularity.perRow()));
        return weights.flatMap(w -> Stream.of(Bits.INT8, Bits.INT4)
                .flatMap(bits -> Stream.of(Scheme.ASYMMETRIC, Scheme.SYMMETRIC, Lsq.LSQ.scheme())
                        .flatMap(scheme -> Stream.of(Structure.values())
                                .map(structure -> Arguments.of(w, bits, scheme, structure)))));
    }

    private static Network ready(
            Network start, WeightQuantizer weights, Bits bits, Scheme scheme, Iterable<Batch> batches) {
        Random random = new Random(9);
        for (Parameter p : start.parameters()) {
            float[] values = p.value().toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.3 * random.nextGaussian());
            }
            p.set(values);
        }
        Quantization quantization = Quantization.of(
                start,
                Choices.everywhere(weights),
                Choices.everywhere(new Quantization.Activations(bits, scheme)),
                Arithmetic.INTEGER);
        Network network = start.copy(quantization, EmbeddingTraining.TRAINED);
        for (Batch batch : batches) {
            try (Tape tape = Tape.forTraining(1)) {
                network.forward(tape, batch, 0.1f);
            }
        }
        network.quantization().freeze(network);
        return network;
    }

    private static Batch batch(int time, int[] lengths, long seed) {
        int[] tokens = new int[lengths.length * time];
        int[] types = new int[tokens.length];
        Random random = new Random(seed);
        for (int b = 0; b < lengths.length; b++) {
            for (int t = 0; t < lengths[b]; t++) {
                tokens[b * time + t] = 1 + random.nextInt(SHAPE.vocabulary() - 1);
                types[b * time + t] = random.nextInt(2);
            }
        }
        Sequences layout = new Sequences(lengths.length, time, lengths);
        return new Batch(layout, tokens, types, new float[0], new int[lengths.length], new int[0]);
    }

    @ParameterizedTest(name = "{0}, {1}, {2}, {3}")
    @MethodSource("cases")
    void hasTheCodesOfTheForwardPass(WeightQuantizer weights, Bits bits, Scheme scheme, Structure structure) {
        Network network = ready(
                structure.change.apply(BertClassifier.random(SHAPE, 3, EmbeddingTraining.TRAINED, 4)),
                weights,
                bits,
                scheme,
                List.of(batch(9, new int[] {9, 4, 6, 2}, 1), batch(9, new int[] {9, 1}, 2)));
        IntegerProgram program = IntegerProgram.of(network);
        compare(network, program, batch(11, new int[] {3, 11, 7, 1, 10}, 77));
        compare(network, program, batch(1, new int[] {1}, 78));
        compare(network, program, batch(35, new int[] {35}, 79));
    }

    @Test
    void aPerceptronHasTheCodesOfTheForwardPass() {
        for (WeightQuantizer weights : List.of(
                Twn.TWN,
                MinMaxWeights.of(Bits.INT6),
                MinMaxWeights.of(Bits.INT8).with(Granularity.perRow()))) {
            Network start = Mlp.random(List.of(17, 12, 9, 3), 1);
            Network network = ready(start, weights, Bits.INT8, Scheme.ASYMMETRIC, List.of(features(20, 1)));
            compare(network, IntegerProgram.of(network), features(45, 2));
        }
    }

    private static Batch features(int rows, long seed) {
        float[] features = new float[rows * 17];
        Random random = new Random(seed);
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return new Batch(null, new int[0], new int[0], features, new int[rows], new int[0]);
    }

    @Test
    void oneThreadGivesTheSame() {
        Network network = ready(
                BertClassifier.random(SHAPE, 3, EmbeddingTraining.TRAINED, 4),
                Twn.TWN,
                Bits.INT8,
                Scheme.ASYMMETRIC,
                List.of(batch(9, new int[] {9, 4}, 1)));
        IntegerProgram program = IntegerProgram.of(network);
        Batch unseen = batch(40, new int[] {40, 3}, 5);
        int before = Threads.count();
        try {
            Threads.use(1);
            float[][] one = program.logits(unseen);
            Threads.use(4);
            assertThat(program.logits(unseen)).isDeepEqualTo(one);
        } finally {
            Threads.use(before);
        }
    }

    private static void compare(Network network, IntegerProgram program, Batch unseen) {
        Map<String, float[]> expected = new LinkedHashMap<>();
        float[] logits;
        for (String place : network.places()) {
            quantizer(network, place).observe(codes -> {
                float[] values = new float[codes.size()];
                codes.data().get(0, values);
                expected.put(place, values);
            });
        }
        try (Tape tape = Tape.forInference()) {
            logits = network.forward(tape, unseen, 0).logits().toFloats();
        }
        network.places().forEach(place -> quantizer(network, place).observe(null));

        Map<String, float[]> actual = new LinkedHashMap<>();
        float[][] integerLogits = program.logits(unseen, (place, codes) -> {
            Grid grid = quantizer(network, place).grid();
            int zero = grid.zeroPoint() + (grid.lowest() < 0 ? 128 : 0);
            float[] values = new float[codes.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (codes[i] & 0xFF) - zero;
            }
            actual.put(place, values);
        });
        assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(network.places());
        for (String place : network.places()) {
            float[] all = Objects.requireNonNull(expected.get(place));
            clearPadding(all, place, unseen);
            assertThat(actual.get(place)).as(place).isEqualTo(all);
        }
        for (int b = 0; b < integerLogits.length; b++) {
            for (int k = 0; k < network.classes(); k++) {
                assertThat(integerLogits[b][k]).isEqualTo(logits[b * network.classes() + k]);
            }
        }
    }

    /** The program does not compute what stands at padded positions. */
    private static void clearPadding(float[] codes, String place, Batch batch) {
        if (batch.sequences() == null || place.startsWith("pooler") || place.startsWith("classifier")) {
            return;
        }
        Sequences layout = batch.layout();
        int perSequence = codes.length / layout.batch();
        int rows = place.endsWith("probabilities") ? perSequence / layout.time() : layout.time();
        for (int i = 0; i < codes.length; i++) {
            int row = i % perSequence / (perSequence / rows) % layout.time();
            if (row >= layout.lengths()[i / perSequence]) {
                codes[i] = 0;
            }
        }
    }

    private static ActivationQuantizer quantizer(Network network, String place) {
        return Objects.requireNonNull(network.quantization().activation(place), place);
    }
}
