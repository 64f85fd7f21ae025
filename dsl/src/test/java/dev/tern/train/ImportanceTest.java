package dev.tern.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.datasets.Split;
import dev.tern.datasets.pretrained.BertShape;
import dev.tern.datasets.text.WordPiece;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Narrowing;
import dev.tern.nn.Network;
import dev.tern.nn.Parameter;
import dev.tern.tensor.CrossEntropy;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImportanceTest {
    private static final List<String> TEXTS =
            List.of("the cat sat", "a dog ran far away", "birds sing", "the dog sat", "a cat ran", "cats and dogs");
    private static final Examples EXAMPLES = examples();
    private static final BertShape SHAPE = new BertShape(2, 24, 4, 10, 60, 16, 2);

    private static Examples examples() {
        WordPiece tokenizer = WordPiece.learn(TEXTS, 60);
        Split split = Split.ofTexts("rows", List.of("x", "y", "z"), TEXTS, null, new int[] {0, 1, 2, 2, 1, 0});
        return Examples.text(split, tokenizer, 12);
    }

    private static BertClassifier network() {
        BertClassifier network = BertClassifier.random(SHAPE, 3, EmbeddingTraining.TRAINED, 4);
        Random random = new Random(9);
        for (Parameter p : network.parameters()) {
            float[] values = p.value().toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.3 * random.nextGaussian());
            }
            p.set(values);
        }
        return network;
    }

    private static double loss(Network network) {
        try (Tape tape = Tape.forInference()) {
            var batch = EXAMPLES.batch(IntStream.range(0, EXAMPLES.size()).toArray());
            Tensor logits = network.forward(tape, batch, 0).logits();
            return CrossEntropy.hard(tape, logits, batch.labels()).data().get(0);
        }
    }

    private static float[] logits(Network network) {
        try (Tape tape = Tape.forInference()) {
            var batch = EXAMPLES.batch(IntStream.range(0, EXAMPLES.size()).toArray());
            return network.forward(tape, batch, 0).logits().toFloats();
        }
    }

    /** Multiplies neighbouring columns of a matrix. */
    private static void scale(BertClassifier network, String layer, int from, int count, float factor) {
        Tensor weight = network.matrix(layer).value();
        for (int row = 0; row < weight.rows(); row++) {
            for (int c = from; c < from + count; c++) {
                int at = row * weight.columns() + c;
                weight.data().put(at, weight.data().get(at) * factor);
            }
        }
    }

    @Test
    void isTheDerivativeOfTheLossByAFactorOnTheHeadOrNeuron() {
        BertClassifier network = network();
        Importance importance = Importance.of(network, EXAMPLES);
        for (int layer = 0; layer < 2; layer++) {
            for (int head = 0; head < 4; head++) {
                assertThat(importance.heads().get(layer)[head])
                        .isCloseTo(derivative("encoder." + layer + ".attention", head, 6), within(3e-3));
            }
            for (int neuron = 0; neuron < 10; neuron++) {
                assertThat(importance.neurons().get(layer)[neuron])
                        .isCloseTo(derivative("encoder." + layer + ".feedForwardOut", neuron, 1), within(3e-3));
            }
        }
    }

    private static double derivative(String layer, int group, int columns) {
        double step = 0.02;
        BertClassifier above = network();
        scale(above, layer, group * columns, columns, (float) (1 + step));
        BertClassifier below = network();
        scale(below, layer, group * columns, columns, (float) (1 - step));
        return Math.abs(loss(above) - loss(below)) / (2 * step);
    }

    @Test
    void whatChangesNothingIsRemovedFirst() {
        BertClassifier network = network();
        for (int dead : new int[] {0, 2}) {
            scale(network, "encoder.0.attention", dead * 6, 6, 0);
            scale(network, "encoder.1.attention", dead * 6, 6, 0);
        }
        for (int dead : new int[] {1, 3, 4, 7, 9}) {
            scale(network, "encoder.0.feedForwardOut", dead, 1, 0);
            scale(network, "encoder.1.feedForwardOut", dead, 1, 0);
        }
        Narrowing half = Importance.of(network, EXAMPLES).most(0.5);
        assertThat(half.heads()).containsOnly(List.of(1, 3));
        assertThat(half.neurons()).containsOnly(List.of(0, 2, 5, 6, 8));
        BertClassifier narrow = half.of(network);
        assertThat(narrow.shape()).isEqualTo(SHAPE.inner(2, 5));
        assertClose(logits(narrow), logits(network));
    }

    @Test
    void theOrderOfHeadsAndNeuronsMeansNothing() {
        BertClassifier network = network();
        for (int seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            Narrowing reordered = new Narrowing(
                    List.of(order(4, random), order(4, random)), List.of(order(10, random), order(10, random)));
            assertClose(logits(reordered.of(network)), logits(network));
        }
    }

    private static List<Integer> order(int count, Random random) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(order, random);
        return order;
    }

    private static void assertClose(float[] actual, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(2e-6f * (1 + Math.abs(expected[i]))));
        }
    }

    @Test
    void theFullWidthIsTheSameNetworkAndAThinOneKeepsOneOfEach() {
        BertClassifier network = network();
        Importance importance = Importance.of(network, EXAMPLES);
        assertThat(logits(importance.most(1).of(network))).isEqualTo(logits(network));
        assertThat(importance.most(0.01).of(network).shape()).isEqualTo(SHAPE.inner(1, 1));
    }

    @Test
    void measuringChangesNothing() {
        BertClassifier network = network();
        float[] before = logits(network);
        Importance.of(network, EXAMPLES);
        assertThat(logits(network)).isEqualTo(before);
        assertThat(network.parameters()).noneMatch(p -> p.value().hasGradient());
    }

    @Test
    void aHeadThatIsNotThereCannotBeKept() {
        assertThatThrownBy(() ->
                        new Narrowing(List.of(List.of(0), List.of(4)), List.of(List.of(0), List.of(1))).of(network()))
                .hasMessageContaining("heads to keep")
                .hasMessageContaining("4 heads");
    }
}
