package dev.tern.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.quant.Bits;
import dev.tern.quant.Scheme;
import dev.tern.quant.Twn;
import dev.tern.tensor.CrossEntropy;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BertClassifierTest {
    private static final BertShape SHAPE = new BertShape(2, 12, 3, 20, 30, 16, 2);

    private static BertClassifier network(Quantization quantization) {
        BertClassifier network = BertClassifier.random(SHAPE, 3, EmbeddingTraining.TRAINED, 4);
        Random random = new Random(9);
        for (Parameter p : network.parameters()) {
            // BERT's 0.02 would leave every layer but the last without a visible gradient.
            float[] values = p.value().toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.3 * random.nextGaussian());
            }
            p.set(values);
        }
        return network.copy(quantization, EmbeddingTraining.TRAINED);
    }

    private static Quantization quantized() {
        return Quantization.of(
                network(Quantization.none()), Twn.TWN, new Quantization.Activations(Bits.INT8, Scheme.ASYMMETRIC));
    }

    /** Rows of random tokens, each as long as told, padded to {@code time}. */
    private static Batch batch(int time, int[] lengths, long seed) {
        int[] tokens = new int[lengths.length * time];
        int[] types = new int[tokens.length];
        int[] labels = new int[lengths.length];
        for (int b = 0; b < lengths.length; b++) {
            Random random = new Random(seed + b);
            for (int t = 0; t < lengths[b]; t++) {
                tokens[b * time + t] = 1 + random.nextInt(SHAPE.vocabulary() - 1);
                types[b * time + t] = t > lengths[b] / 2 ? 1 : 0;
            }
            labels[b] = random.nextInt(3);
        }
        return new Batch(new Sequences(lengths.length, time, lengths), tokens, types, new float[0], labels, new int[0]);
    }

    private static double loss(Network network, Batch batch) {
        try (Tape tape = Tape.forInference()) {
            Tensor logits = network.forward(tape, batch, 0).logits();
            return CrossEntropy.hard(tape, logits, batch.labels()).data().get(0);
        }
    }

    @Test
    void theGradientOfEveryParameterIsThatOfFiniteDifferences() {
        BertClassifier network = network(Quantization.none());
        Batch batch = batch(7, new int[] {7, 4, 1}, 1);
        try (Tape tape = Tape.forTraining(1)) {
            tape.backward(
                    CrossEntropy.hard(tape, network.forward(tape, batch, 0).logits(), batch.labels()));
            Random random = new Random(2);
            for (Parameter p : network.parameters()) {
                for (int trial = 0; trial < 6; trial++) {
                    int i = random.nextInt(p.value().size());
                    double expected = difference(network, batch, p, i);
                    assertThat((double) p.value().gradient().get(i))
                            .as("%s[%d]", p.name(), i)
                            .isCloseTo(expected, within(2e-3 + 0.02 * Math.abs(expected)));
                }
            }
        }
    }

    private static double difference(Network network, Batch batch, Parameter p, int i) {
        float step = 2e-2f;
        float before = p.value().data().get(i);
        p.value().data().put(i, before + step);
        double above = loss(network, batch);
        p.value().data().put(i, before - step);
        double below = loss(network, batch);
        p.value().data().put(i, before);
        return (above - below) / (2 * step);
    }

    @Test
    void aRowsLogitsDependNeitherOnItsNeighboursNorOnPadding() {
        for (Quantization quantization : new Quantization[] {Quantization.none(), trained()}) {
            BertClassifier network = network(quantization);
            try (Tape tape = Tape.forInference()) {
                float[] together = network.forward(tape, batch(11, new int[] {5, 11, 2}, 6), 0)
                        .logits()
                        .toFloats();
                for (int b = 0; b < 3; b++) {
                    int length = new int[] {5, 11, 2}[b];
                    float[] alone = network.forward(tape, batch(length, new int[] {length}, 6 + b), 0)
                            .logits()
                            .toFloats();
                    assertThat(alone).containsExactly(Arrays.copyOfRange(together, b * 3, b * 3 + 3));
                }
            }
        }
    }

    /** A quantization whose ranges have seen a batch and are frozen. */
    private static Quantization trained() {
        Quantization quantization = quantized();
        BertClassifier network = network(quantization);
        try (Tape tape = Tape.forTraining(3)) {
            network.forward(tape, batch(9, new int[] {9, 3, 6, 8}, 20), 0);
        }
        quantization.freeze(network);
        return quantization;
    }

    @Test
    void withoutQuantizationAStudentIsItsTeacher() {
        BertClassifier teacher = network(Quantization.none());
        BertClassifier student = teacher.copy(Quantization.none(), EmbeddingTraining.FROZEN);
        Batch batch = batch(8, new int[] {8, 5}, 3);
        try (Tape tape = Tape.forInference()) {
            assertThat(student.forward(tape, batch, 0).logits().toFloats())
                    .containsExactly(teacher.forward(tape, batch, 0).logits().toFloats());
        }
        student.parameter("classifier.bias").value().data().put(0, 100);
        assertThat(teacher.parameter("classifier.bias").value().data().get(0)).isNotEqualTo(100);
    }

    @Test
    void headsMayBeNarrowerTogetherThanTheHiddenStates() {
        BertShape narrow = SHAPE.inner(2, 7);
        assertThat(narrow.attentionWidth()).isEqualTo(8);
        BertClassifier network = BertClassifier.random(narrow, 3, EmbeddingTraining.TRAINED, 4);
        assertThat(network.matrix("encoder.1.query").value().rows()).isEqualTo(8);
        assertThat(network.matrix("encoder.1.attention").value().columns()).isEqualTo(8);
        assertThat(network.describe()).contains("2 heads of 4", "feed-forward 7");
        try (Tape tape = Tape.forInference()) {
            Outputs outputs = network.forward(tape, batch(7, new int[] {7, 4}, 1), 0);
            assertThat(outputs.hidden().get(2).columns()).isEqualTo(12);
            assertThat(outputs.attention().get(1).rows()).isEqualTo(2 * 2 * 7);
        }
    }

    @Test
    void aSecondHalfOfZerosChangesNothing() {
        BertClassifier network = network(Quantization.none());
        List<String> layers =
                network.quantizable().stream().map(Parameter::layer).toList();
        BertClassifier split = network.split(layers);
        assertThat(split.splitLayers()).isEqualTo(layers);
        assertThat(split.quantizable()).hasSize(2 * layers.size());
        assertThat(split.parameters().stream().map(Parameter::name)).doesNotHaveDuplicates();
        Batch batch = batch(8, new int[] {8, 5}, 3);
        try (Tape tape = Tape.forInference()) {
            assertThat(split.forward(tape, batch, 0).logits().toFloats())
                    .containsExactly(network.forward(tape, batch, 0).logits().toFloats());
        }
    }

    @Test
    void bothHalvesOfASplitLayerAreTrained() {
        BertClassifier network = network(Quantization.none())
                .split(List.of("embeddings.word", "encoder.0.value", "encoder.1.feedForwardOut", "pooler"));
        Batch batch = batch(7, new int[] {7, 4, 1}, 1);
        try (Tape tape = Tape.forTraining(1)) {
            tape.backward(
                    CrossEntropy.hard(tape, network.forward(tape, batch, 0).logits(), batch.labels()));
            for (String layer : network.splitLayers()) {
                assertThat(gradient(network, layer + ".split")).containsExactly(gradient(network, layer));
            }
        }
    }

    /** The halves read the same input and are added, so real halves have one gradient. */
    private static float[] gradient(Network network, String layer) {
        Tensor value = network.matrix(layer).value();
        float[] gradient = new float[value.size()];
        value.gradient().get(0, gradient);
        return gradient;
    }

    @Test
    void onlyWhatIsQuantizedCanBeSplit() {
        assertThatThrownBy(() -> network(Quantization.none()).split(List.of("classifier")))
                .hasMessageContaining("classifier")
                .hasMessageContaining("encoder.0.query,");
    }

    @Test
    void everyParameterHasItsOwnNameHereAndAtHuggingFace() {
        var names = network(Quantization.none()).parameters().stream()
                .map(p -> HuggingFaceNames.of(p.name()))
                .collect(Collectors.toList());
        assertThat(names)
                .doesNotHaveDuplicates()
                .contains(
                        "embeddings.word_embeddings.weight",
                        "embeddings.token_type_embeddings.weight",
                        "embeddings.LayerNorm.bias",
                        "encoder.layer.1.attention.self.key.bias",
                        "encoder.layer.0.attention.output.dense.weight",
                        "encoder.layer.0.attention.output.LayerNorm.weight",
                        "encoder.layer.0.intermediate.dense.weight",
                        "encoder.layer.1.output.dense.bias",
                        "encoder.layer.1.output.LayerNorm.bias",
                        "pooler.dense.weight");
    }

    @Test
    void aTextLongerThanThePositionsIsRefused() {
        assertThatThrownBy(() -> loss(network(Quantization.none()), batch(17, new int[] {17}, 1)))
                .hasMessageContaining("17")
                .hasMessageContaining("16 positions");
    }

    @Test
    void anUnknownLayerIsAnsweredWithTheLayersThereAre() {
        assertThatThrownBy(() -> network(Quantization.none()).matrix("encoder.0.querry"))
                .hasMessageContaining("encoder.0.query,");
    }
}
