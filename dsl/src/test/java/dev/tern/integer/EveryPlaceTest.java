package dev.tern.integer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Network;
import dev.tern.nn.Nonlinearity;
import dev.tern.nn.Parameter;
import dev.tern.nn.Quantization;
import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Bits;
import dev.tern.quant.Bwn;
import dev.tern.quant.Granularity;
import dev.tern.quant.Grid;
import dev.tern.quant.KdLsq;
import dev.tern.quant.Learned;
import dev.tern.quant.Lsq;
import dev.tern.quant.LsqPlus;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.Scheme;
import dev.tern.quant.Twn;
import dev.tern.quant.WeightQuantizer;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** At every place of a network the integer program has the codes of the forward pass it was lowered from. */
class EveryPlaceTest {
    private static final BertShape SHAPE = new BertShape(2, 24, 3, 40, 50, 16, 2);

    static Stream<Arguments> quantizers() {
        return Stream.concat(minMax(), learned());
    }

    /** Learned steps, offsets and limits, of two's complement, unsigned and zero-point codes. */
    private static Stream<Arguments> learned() {
        Stream<Scheme> schemes = Stream.of(
                Lsq.LSQ.scheme(),
                LsqPlus.LSQ_PLUS.scheme(),
                KdLsq.KDLSQ.scheme(),
                Scheme.SYMMETRIC.learnedClip(),
                Scheme.ASYMMETRIC.learnedClip());
        return schemes.flatMap(scheme -> Stream.of(8, 6, 4, 3, 2)
                .flatMap(bits -> Stream.of(Lsq.LSQ.bits(new Bits(bits)), KdLsq.KDLSQ.bits(new Bits(bits)))
                        .map(weights -> Arguments.of(weights, new Bits(bits), scheme, Structure.values()[0]))));
    }

    private static Stream<Arguments> minMax() {
        return Stream.of(
                        Twn.TWN,
                        Twn.TWN.exact(),
                        Twn.TWN.with(Granularity.perRow()),
                        Bwn.BWN,
                        Bwn.BWN.with(Granularity.perRow()),
                        MinMaxWeights.of(Bits.INT8),
                        MinMaxWeights.of(Bits.INT6),
                        MinMaxWeights.of(Bits.INT4),
                        MinMaxWeights.of(Bits.INT3),
                        MinMaxWeights.of(Bits.INT2),
                        MinMaxWeights.of(Bits.INT8, Scheme.ASYMMETRIC),
                        MinMaxWeights.of(Bits.INT8, Scheme.ASYMMETRIC.nudged()),
                        MinMaxWeights.of(Bits.INT3, Scheme.ASYMMETRIC.percentile(0.98)),
                        MinMaxWeights.of(Bits.INT2, Scheme.ASYMMETRIC.mse()),
                        MinMaxWeights.of(Bits.INT8).with(Granularity.perRow()),
                        MinMaxWeights.of(Bits.INT6, Scheme.ASYMMETRIC).with(Granularity.perRow()),
                        MinMaxWeights.of(Bits.INT3, Scheme.SYMMETRIC.mse()).with(Granularity.perRow()))
                .flatMap(weights -> Stream.of(Bits.INT8, Bits.INT4)
                        .flatMap(bits -> Stream.of(Scheme.ASYMMETRIC, Scheme.SYMMETRIC, Scheme.ASYMMETRIC.nudged())
                                .flatMap(scheme -> Stream.of(Structure.values())
                                        .map(structure -> Arguments.of(weights, bits, scheme, structure)))));
    }

    /** What else an encoder may be than whole: heads and neurons removed, ReLU, some or all layers split. */
    enum Structure {
        WHOLE {
            @Override
            BertClassifier of(BertClassifier network) {
                return network;
            }
        },
        NARROW {
            @Override
            BertClassifier of(BertClassifier network) {
                return BertClassifier.random(SHAPE.inner(2, 13), 3, EmbeddingTraining.TRAINED, 4)
                        .with(Nonlinearity.RELU);
            }
        },
        SPLIT {
            @Override
            BertClassifier of(BertClassifier network) {
                return network.split(
                        network.quantizable().stream().map(Parameter::layer).toList());
            }
        },
        PARTLY_SPLIT {
            @Override
            BertClassifier of(BertClassifier network) {
                return network.split(List.of("encoder.0.key", "encoder.1.attention", "encoder.1.feedForwardIn"));
            }
        };

        abstract BertClassifier of(BertClassifier network);
    }

    private static Network network(WeightQuantizer weights, Bits bits, Scheme scheme, Structure structure) {
        BertClassifier network = structure.of(BertClassifier.random(SHAPE, 3, EmbeddingTraining.TRAINED, 4));
        Random random = new Random(9);
        for (Parameter p : network.parameters()) {
            float[] values = p.value().toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.3 * random.nextGaussian());
            }
            p.set(values);
        }
        Quantization quantization = Quantization.of(network, weights, new Quantization.Activations(bits, scheme));
        return network.copy(quantization, EmbeddingTraining.TRAINED);
    }

    private static Batch batch(int time, int[] lengths, long seed) {
        int[] tokens = new int[lengths.length * time];
        Random random = new Random(seed);
        for (int b = 0; b < lengths.length; b++) {
            for (int t = 0; t < lengths[b]; t++) {
                tokens[b * time + t] = 1 + random.nextInt(SHAPE.vocabulary() - 1);
            }
        }
        return new Batch(
                new Sequences(lengths.length, time, lengths),
                tokens,
                new int[tokens.length],
                new float[0],
                new int[lengths.length],
                new int[0]);
    }

    @ParameterizedTest(name = "{0}, {1}, {2}, {3}")
    @MethodSource("quantizers")
    void hasTheCodesOfTheForwardPass(WeightQuantizer weights, Bits bits, Scheme scheme, Structure structure) {
        Network network = network(weights, bits, scheme, structure);
        for (int seed = 0; seed < 3; seed++) {
            try (Tape tape = Tape.forTraining(1)) {
                network.forward(tape, batch(9, new int[] {9, 4, 6, 2}, seed), 0);
            }
        }
        Random random = new Random(6);
        for (Learned learned : network.quantization().learned(network.trained())) {
            FloatBuffer value = learned.value().data();
            for (int i = 0; i < learned.value().size(); i++) {
                value.put(i, value.get(i) * (0.7f + 0.6f * random.nextFloat()));
            }
        }
        network.quantization().afterStep(network.trained());
        network.quantization().freeze(network);

        Batch unseen = batch(11, new int[] {3, 11, 7}, 77);
        Map<String, float[]> expected = new LinkedHashMap<>();
        float[] logits;
        for (String place : network.places()) {
            quantizer(network, place).observe(codes -> expected.put(place, integers(codes.data())));
        }
        try (Tape tape = Tape.forInference()) {
            logits = network.forward(tape, unseen, 0).logits().toFloats();
        }
        network.places().forEach(place -> quantizer(network, place).observe(null));

        Map<String, float[]> actual = new LinkedHashMap<>();
        float[][] integerLogits = IntegerProgram.of(network).logits(unseen, (place, codes) -> {
            Grid grid = quantizer(network, place).grid();
            int zero = grid.zeroPoint() + (grid.lowest() < 0 ? 128 : 0);
            float[] values = new float[codes.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (codes[i] & 0xFF) - zero;
            }
            actual.put(place, values);
        });

        assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(network.places());
        expected.forEach(
                (place, codes) -> assertThat(actual.get(place)).as(place).isEqualTo(codes));
        for (int b = 0; b < integerLogits.length; b++) {
            for (int k = 0; k < network.classes(); k++) {
                assertThat(integerLogits[b][k]).isEqualTo(logits[b * network.classes() + k]);
            }
        }
    }

    private static ActivationQuantizer quantizer(Network network, String place) {
        ActivationQuantizer quantizer = network.quantization().activation(place);
        assertThat(quantizer).as("the quantizer of %s", place).isNotNull();
        return java.util.Objects.requireNonNull(quantizer);
    }

    private static float[] integers(java.nio.FloatBuffer codes) {
        float[] values = new float[codes.capacity()];
        codes.get(0, values);
        return values;
    }
}
