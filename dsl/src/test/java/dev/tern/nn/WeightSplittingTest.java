package dev.tern.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.quant.Bwn;
import dev.tern.quant.Codes;
import dev.tern.quant.Twn;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A split network says what the ternary one said, layer by layer and as a whole. */
class WeightSplittingTest {
    private static final BertShape SHAPE = new BertShape(2, 24, 3, 40, 50, 16, 2).inner(2, 30);

    private static BertClassifier ternary(Twn twn) {
        BertClassifier network = BertClassifier.random(SHAPE, 3, EmbeddingTraining.TRAINED, 4);
        Random random = new Random(9);
        for (Parameter p : network.parameters()) {
            float[] values = p.value().toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.3 * random.nextGaussian());
            }
            p.set(values);
        }
        // A padding word is a row of zeros, which has no scale.
        network.matrix("embeddings.word").value().data().put(0, new float[24]);
        BertClassifier ternary = network.copy(Quantization.of(network, twn, null), EmbeddingTraining.TRAINED);
        ternary.quantization().freeze(ternary);
        return ternary;
    }

    private static Batch batch() {
        int time = 9;
        int[] lengths = {9, 4, 6};
        int[] tokens = new int[lengths.length * time];
        Random random = new Random(3);
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

    /** The split network binarized by the definition: mean magnitude times sign, that of zero being positive. */
    private static BertClassifier binarized(BertClassifier split) {
        Map<String, Codes> codes = new LinkedHashMap<>();
        for (Parameter p : split.quantizable()) {
            codes.put(p.name(), binary(p.value(), p.kind() == Parameter.Kind.TABLE));
        }
        return split.copy(Quantization.stored(codes, Map.of()), EmbeddingTraining.TRAINED);
    }

    private static Codes binary(Tensor matrix, boolean perRow) {
        float[] w = matrix.toFloats();
        float[] scales = new float[perRow ? matrix.rows() : 1];
        int size = w.length / scales.length;
        byte[] signs = new byte[w.length];
        for (int group = 0; group < scales.length; group++) {
            double sum = 0;
            for (int i = group * size; i < (group + 1) * size; i++) {
                sum += Math.abs(w[i]);
                signs[i] = (byte) (w[i] >= 0 ? 1 : -1);
            }
            scales[group] = (float) (sum / size);
        }
        return new Codes(signs, scales, matrix.rows(), matrix.columns(), 2);
    }

    private static void assertSame(Tensor actual, Tensor expected) {
        float[] left = actual.toFloats();
        float[] right = expected.toFloats();
        float largest = 0;
        for (float value : right) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < left.length; i++) {
            assertThat(left[i]).isCloseTo(right[i], within(1e-5f * largest));
        }
    }

    @Test
    void itsLogitsHiddenStatesAndScoresAreTheTernaryOnes() {
        for (Twn twn : List.of(Twn.TWN, Twn.TWN.exact(), Twn.TWN.threshold(0.75), Twn.TWN.clip(0.4f))) {
            BertClassifier ternary = ternary(twn);
            List<String> layers = WeightSplitting.splittable(ternary);
            assertThat(layers).hasSize(14);
            BertClassifier split = binarized(WeightSplitting.of(ternary, layers));
            try (Tape tape = Tape.forInference()) {
                Outputs before = ternary.forward(tape, batch(), 0);
                Outputs after = split.forward(tape, batch(), 0);
                assertSame(after.logits(), before.logits());
                for (int i = 0; i < before.hidden().size(); i++) {
                    assertSame(after.hidden().get(i), before.hidden().get(i));
                }
                for (int i = 0; i < before.attention().size(); i++) {
                    assertSame(after.attention().get(i), before.attention().get(i));
                }
            }
        }
    }

    @Test
    void fineTuningByBwnStartsFromTheTernaryLogits() {
        BertClassifier ternary = ternary(Twn.TWN);
        BertClassifier split = WeightSplitting.of(ternary, WeightSplitting.splittable(ternary));
        BertClassifier student = split.copy(Quantization.of(split, Bwn.BWN, null), EmbeddingTraining.TRAINED);
        try (Tape tape = Tape.forTraining(1)) {
            Outputs before = ternary.forward(tape, batch(), 0);
            Outputs after = student.forward(tape, batch(), 0);
            assertSame(after.logits(), before.logits());
        }
        student.quantization().freeze(student);
        for (String layer : split.splitLayers()) {
            float alpha = scales(ternary, layer)[scales(ternary, layer).length - 1];
            for (String half : List.of(layer, layer + ".split")) {
                float[] scales = scales(student, half);
                assertThat(scales[scales.length - 1]).isCloseTo(alpha / 2, within(1e-6f * alpha));
            }
        }
    }

    private static float[] scales(BertClassifier network, String layer) {
        return java.util.Objects.requireNonNull(network.quantization().codes(layer + ".weight"))
                .scales();
    }

    @Test
    void aMatrixOfZerosStaysOneWhenSplit() {
        BertClassifier ternary = ternary(Twn.TWN);
        ternary.matrix("encoder.0.feedForwardIn").value().data().put(0, new float[30 * 24]);
        BertClassifier zeroed = ternary.copy(Quantization.of(ternary, Twn.TWN, null), EmbeddingTraining.TRAINED);
        zeroed.quantization().freeze(zeroed);
        BertClassifier split = WeightSplitting.of(zeroed, WeightSplitting.splittable(zeroed));
        BertClassifier student = split.copy(Quantization.of(split, Bwn.BWN, null), EmbeddingTraining.TRAINED);
        try (Tape tape = Tape.forInference()) {
            assertSame(
                    student.forward(tape, batch(), 0).logits(),
                    zeroed.forward(tape, batch(), 0).logits());
        }
    }

    @Test
    void everyLayersOutputIsTheTernaryOne() {
        BertClassifier ternary = ternary(Twn.TWN);
        BertClassifier split = binarized(WeightSplitting.of(ternary, WeightSplitting.splittable(ternary)));
        Random random = new Random(6);
        for (int i = 0; i < ternary.encoder().size(); i++) {
            List<Dense> before = ternary.encoder().get(i).dense();
            List<Dense> after = split.encoder().get(i).dense();
            for (int d = 0; d < before.size(); d++) {
                try (Tape tape = Tape.forInference()) {
                    int in = before.get(d).weight().value().columns();
                    float[] x = new float[5 * in];
                    for (int k = 0; k < x.length; k++) {
                        x[k] = (float) random.nextGaussian();
                    }
                    Tensor input = Tensor.of(x, 5, in);
                    Tensor expected = before.get(d).apply(tape, ternary.quantization(), input);
                    Tensor actual = after.get(d).apply(tape, split.quantization(), input);
                    float[] wanted = expected.toFloats();
                    float[] got = actual.toFloats();
                    // Relative to the sum of magnitudes that each result is a difference of.
                    double sum = 0;
                    for (float value : x) {
                        sum += Math.abs(value);
                    }
                    double bound = 1e-6 * sum * Math.abs(scale(ternary, before.get(d)));
                    for (int k = 0; k < got.length; k++) {
                        assertThat((double) got[k]).isCloseTo(wanted[k], within(bound));
                    }
                }
            }
        }
    }

    private static float scale(BertClassifier network, Dense dense) {
        Codes codes = network.quantization().codes(dense.weight().name());
        return java.util.Objects.requireNonNull(codes).scales()[0];
    }

    @Test
    void theHalvesAddUpToTheLatentsAndTheRestIsCopied() {
        BertClassifier ternary = ternary(Twn.TWN);
        List<String> layers = List.of("encoder.0.query", "encoder.1.feedForwardOut");
        BertClassifier split = WeightSplitting.of(ternary, layers);
        assertThat(split.splitLayers()).isEqualTo(layers);
        for (Parameter p : ternary.parameters()) {
            float[] now = split.parameter(p.name()).value().toFloats();
            if (layers.contains(p.layer())) {
                float[] other = split.matrix(p.layer() + ".split").value().toFloats();
                for (int i = 0; i < now.length; i++) {
                    assertThat(now[i] + other[i]).isCloseTo(p.value().data().get(i), within(1e-6f));
                }
            } else {
                assertThat(now).isEqualTo(p.value().toFloats());
            }
        }
    }

    @Test
    void onlyTernaryLayersOfAWholeNetworkSplit() {
        BertClassifier ternary = ternary(Twn.TWN);
        assertThatThrownBy(() -> WeightSplitting.of(ternary, List.of("classifier")))
                .hasMessageContaining("classifier")
                .hasMessageContaining(".ternarize(TWN)");
        BertClassifier split = binarized(WeightSplitting.of(ternary, List.of("pooler")));
        assertThat(WeightSplitting.splittable(split)).isEmpty();
    }
}
