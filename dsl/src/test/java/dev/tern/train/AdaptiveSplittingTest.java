package dev.tern.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.datasets.Split;
import dev.tern.datasets.pretrained.BertShape;
import dev.tern.datasets.text.WordPiece;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Parameter;
import dev.tern.nn.Quantization;
import dev.tern.nn.WeightSplitting;
import dev.tern.quant.Bwn;
import dev.tern.quant.Codes;
import dev.tern.quant.Packing;
import dev.tern.quant.Twn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdaptiveSplittingTest {
    private static final List<String> TEXTS =
            List.of("the cat sat", "a dog ran far away", "birds sing", "the dog sat", "a cat ran", "cats and dogs");
    private static final BertShape SHAPE = new BertShape(1, 12, 2, 20, 60, 16, 2);
    private static final BertClassifier TERNARY = ternary();

    private static Examples examples() {
        WordPiece tokenizer = WordPiece.learn(TEXTS, 60);
        Split split = Split.ofTexts("rows", List.of("x", "y", "z"), TEXTS, null, new int[] {0, 1, 2, 2, 1, 0});
        return Examples.text(split, tokenizer, 12);
    }

    private static BertClassifier ternary() {
        BertClassifier network = BertClassifier.random(SHAPE, 3, EmbeddingTraining.TRAINED, 4);
        Random random = new Random(9);
        for (Parameter p : network.parameters()) {
            float[] values = p.value().toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.3 * random.nextGaussian());
            }
            p.set(values);
        }
        BertClassifier ternary = network.copy(Quantization.of(network, Twn.TWN, null), EmbeddingTraining.TRAINED);
        ternary.quantization().freeze(ternary);
        return ternary;
    }

    /** Bytes of the network with these layers split and all others binary, by quantizing it so. */
    private static long size(List<String> layers) {
        BertClassifier split = WeightSplitting.of(TERNARY, layers);
        BertClassifier binary = split.copy(Quantization.of(split, Bwn.BWN, null), EmbeddingTraining.TRAINED);
        binary.quantization().freeze(binary);
        long bytes = 0;
        for (Parameter p : binary.parameters()) {
            Codes codes = binary.quantization().codes(p.name());
            bytes += codes == null
                    ? 4L * p.value().size()
                    : Packing.bytes(p.value().size(), codes.bits()) + 4L * codes.scales().length;
        }
        return bytes;
    }

    @Test
    void isTheBestOfAllSubsetsThatFit() {
        List<String> layers = WeightSplitting.splittable(TERNARY);
        Random random = new Random(2);
        long smallest = size(List.of());
        long largest = size(layers);
        for (int trial = 0; trial < 5; trial++) {
            List<Double> gains =
                    layers.stream().map(layer -> random.nextGaussian()).toList();
            AdaptiveSplitting splitting = new AdaptiveSplitting(TERNARY, layers, gains);
            assertThat(splitting.smallest()).isEqualTo(smallest);
            long budget = smallest + (largest - smallest) * (trial + 1) / 7;
            List<String> chosen = splitting.within(budget);
            assertThat(size(chosen)).isLessThanOrEqualTo(budget);
            double best = 0;
            for (int subset = 0; subset < 1 << layers.size(); subset++) {
                List<String> some = new ArrayList<>();
                for (int i = 0; i < layers.size(); i++) {
                    if ((subset >> i & 1) == 1) {
                        some.add(layers.get(i));
                    }
                }
                if (size(some) <= budget) {
                    best = Math.max(best, gain(some, layers, gains));
                }
            }
            assertThat(gain(chosen, layers, gains)).isCloseTo(best, within(1e-12));
        }
    }

    private static double gain(List<String> chosen, List<String> layers, List<Double> gains) {
        return chosen.stream()
                .mapToDouble(layer -> gains.get(layers.indexOf(layer)))
                .sum();
    }

    @Test
    void aMatrixThatIsBinaryAnywayGainsNothing() {
        BertClassifier network = TERNARY.copy(Quantization.none(), EmbeddingTraining.TRAINED);
        // All magnitudes alike: no code is zero, so that ternary is binary.
        for (String layer : List.of("encoder.0.query", "pooler")) {
            float[] values = network.matrix(layer).value().toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.copySign(0.25f, values[i]);
            }
            network.matrix(layer).set(values);
        }
        BertClassifier ternary = network.copy(Quantization.of(network, Twn.TWN, null), EmbeddingTraining.TRAINED);
        ternary.quantization().freeze(ternary);
        AdaptiveSplitting measured = AdaptiveSplitting.measured(ternary, Bwn.BWN, examples());
        assertThat(measured.layers()).hasSize(8).isEqualTo(WeightSplitting.splittable(ternary));
        for (int i = 0; i < 8; i++) {
            boolean isBinary = List.of("encoder.0.query", "pooler")
                    .contains(measured.layers().get(i));
            if (isBinary) {
                assertThat(measured.gains().get(i)).isCloseTo(0, within(1e-6));
            } else {
                assertThat(measured.gains().get(i)).isNotZero().isFinite();
            }
        }
    }

    @Test
    void measuringChangesNothing() {
        float[] before = TERNARY.matrix("pooler").value().toFloats();
        AdaptiveSplitting.measured(TERNARY, Bwn.BWN, examples());
        assertThat(TERNARY.matrix("pooler").value().toFloats()).isEqualTo(before);
        assertThat(Objects.requireNonNull(TERNARY.quantization().codes("pooler.weight"))
                        .bits())
                .isEqualTo(2);
    }

    @Test
    void aBudgetBelowTheSmallestIsRefused() {
        AdaptiveSplitting splitting = AdaptiveSplitting.measured(TERNARY, Bwn.BWN, examples());
        assertThat(splitting.within(splitting.smallest())).isEmpty();
        assertThatThrownBy(() -> splitting.within(splitting.smallest() - 1))
                .hasMessageContaining("" + splitting.smallest())
                .hasMessageContaining("mebibytes(");
    }
}
