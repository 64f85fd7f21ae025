package dev.tern.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.nn.Batch;
import dev.tern.nn.Outputs;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Imitations as losses of outputs: shapes that differ, masks, weights, regressors. */
class ImitationTest {
    private static final Logits LOGITS = Logits.TERNARY_BERT;
    private static final Hidden HIDDEN = Hidden.EVERY_LAYER;
    private static final Attention ATTENTION = Attention.EVERY_LAYER;

    /** A network's shape, for outputs drawn at random. */
    private record Shape(int layers, int width, int heads) {}

    private final Random random = new Random(6);
    private final Batch batch = new Batch(
            new Sequences(2, 3, new int[] {3, 2}), new int[6], new int[6], new float[0], new int[] {0, 2}, new int[] {
                0, 1
            });

    private Tensor gaussian(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, rows, columns).requireGradient();
    }

    private Outputs outputs(Shape shape, float mask) {
        List<Tensor> hidden = new ArrayList<>();
        List<Tensor> attention = new ArrayList<>();
        for (int l = 0; l <= shape.layers(); l++) {
            hidden.add(gaussian(6, shape.width()));
        }
        for (int l = 0; l < shape.layers(); l++) {
            Tensor scores = gaussian(2 * shape.heads() * 3, 3);
            for (int row = shape.heads() * 3; row < scores.rows(); row++) {
                scores.data().put(row * 3 + 2, mask);
            }
            attention.add(scores);
        }
        return new Outputs(gaussian(2, 3), hidden, attention);
    }

    private static Outputs constants(Outputs outputs) {
        return new Outputs(
                constant(outputs.logits()),
                outputs.hidden().stream().map(ImitationTest::constant).toList(),
                outputs.attention().stream().map(ImitationTest::constant).toList());
    }

    private static Tensor constant(Tensor tensor) {
        return Tensor.of(tensor.toFloats(), tensor.rows(), tensor.columns());
    }

    private static List<Tensor> all(Outputs outputs) {
        List<Tensor> all = new ArrayList<>(outputs.hidden());
        all.addAll(outputs.attention());
        all.add(outputs.logits());
        return all;
    }

    private float loss(Imitation imitation, Outputs student, Outputs teacher) {
        all(student).forEach(Tensor::clearGradient);
        try (Tape tape = Tape.forTraining(1)) {
            Tensor loss = imitation.loss(tape, student, teacher, batch);
            tape.backward(loss);
            return loss.toFloats()[0];
        }
    }

    private static float[] gradient(Tensor tensor) {
        float[] gradient = new float[tensor.size()];
        if (tensor.hasGradient()) {
            tensor.gradient().get(0, gradient);
        }
        return gradient;
    }

    @Test
    void aCopyOfTheTeacherHasNothingToLearnFromIt() {
        Outputs student = outputs(new Shape(2, 4, 2), -10_000);
        Outputs teacher = constants(student);
        List<Imitation> zero = List.of(
                LOGITS.temperature(1),
                LOGITS.temperature(4),
                HIDDEN,
                HIDDEN.regressor(),
                HIDDEN.from(0, 1, 2),
                ATTENTION,
                ATTENTION.meanOfHeads(),
                ATTENTION.from(1, 2),
                new Hint(1, 1),
                new Hint(0, 0));
        for (Imitation imitation : zero) {
            assertThat(loss(imitation, student, teacher)).as(imitation + "").isCloseTo(0, within(1e-6f));
            for (Tensor tensor : all(student)) {
                assertThat(gradient(tensor)).as(imitation + "").containsOnly(0);
            }
        }
        for (Imitation softened :
                List.<Imitation>of(LOGITS, LOGITS.temperature(3).batchMean())) {
            loss(softened, student, teacher);
            assertThat(gradient(student.logits())).as(softened + "").containsOnly(0);
        }
    }

    @Test
    void theTeacherGetsNoGradient() {
        Outputs student = outputs(new Shape(2, 4, 2), -10_000);
        Outputs teacher = constants(outputs(new Shape(4, 6, 1), -10_000));
        loss(
                LOGITS.labels(.5)
                        .and(HIDDEN.regressor())
                        .and(ATTENTION.meanOfHeads())
                        .and(new Hint(1, 3)),
                student,
                teacher);
        assertThat(all(teacher)).noneMatch(Tensor::hasGradient);
    }

    @Test
    void masksHaveNoGradientWhateverTheyAre() {
        for (float mask : new float[] {-10_000, Float.NEGATIVE_INFINITY}) {
            for (int teacherHeads : new int[] {2, 3}) {
                Outputs student = outputs(new Shape(1, 4, 2), mask);
                Outputs teacher = constants(outputs(new Shape(2, 4, teacherHeads), mask));
                Attention imitation = teacherHeads == 2 ? ATTENTION : ATTENTION.meanOfHeads();
                assertThat(loss(imitation, student, teacher)).isFinite().isPositive();
                float[] gradient = gradient(student.attention().get(0));
                for (int i = 0; i < gradient.length; i++) {
                    boolean isMasked = i / 3 >= 6 && i % 3 == 2;
                    assertThat(gradient[i]).isFinite();
                    assertThat(gradient[i] == 0).isEqualTo(isMasked);
                }
            }
        }
    }

    @Test
    void theMeanOfOneHeadIsTheHead() {
        Outputs student = outputs(new Shape(2, 4, 1), -10_000);
        Outputs teacher = constants(outputs(new Shape(2, 4, 1), -10_000));
        float each = loss(ATTENTION, student, teacher);
        float[] gradient = gradient(student.attention().get(1));
        assertThat(loss(ATTENTION.meanOfHeads(), student, teacher)).isEqualTo(each);
        assertThat(gradient(student.attention().get(1))).isEqualTo(gradient);
    }

    @Test
    void aSumIsTheSumOfItsWeightedParts() {
        Outputs student = outputs(new Shape(2, 4, 2), -10_000);
        Outputs teacher = constants(outputs(new Shape(2, 4, 2), -10_000));
        float logits = loss(LOGITS, student, teacher);
        float[] gradient = gradient(student.logits());
        float hidden = loss(HIDDEN, student, teacher);
        float sum = loss(LOGITS.times(3).and(HIDDEN).times(.5), student, teacher);
        assertThat(sum).isCloseTo(1.5f * logits + .5f * hidden, within(1e-5f));
        float[] weighted = gradient(student.logits());
        for (int i = 0; i < gradient.length; i++) {
            assertThat(weighted[i]).isCloseTo(1.5f * gradient[i], within(1e-6f));
        }
    }

    @Test
    void theUniformMapImitatesEverySecondLayer() {
        Outputs student = outputs(new Shape(2, 4, 2), -10_000);
        Outputs teacher = constants(outputs(new Shape(4, 4, 2), -10_000));
        assertThat(loss(HIDDEN, student, teacher)).isEqualTo(loss(HIDDEN.from(0, 2, 4), student, teacher));
        assertThat(loss(ATTENTION, student, teacher)).isEqualTo(loss(ATTENTION.from(2, 4), student, teacher));
        Outputs imitated = new Outputs(
                teacher.logits(),
                List.of(
                        teacher.hidden().get(0),
                        teacher.hidden().get(2),
                        teacher.hidden().get(4)),
                List.of(teacher.attention().get(1), teacher.attention().get(3)));
        assertThat(loss(HIDDEN.and(ATTENTION), student, teacher))
                .isEqualTo(loss(HIDDEN.and(ATTENTION), student, imitated));
    }

    @Test
    void withoutAnEmbeddingOutputLayersCountFromOne() {
        Outputs student = new Outputs(gaussian(2, 3), List.of(gaussian(2, 4)), List.of());
        List<Tensor> layers = List.of(constant(gaussian(2, 4)), constant(gaussian(2, 4)));
        Outputs teacher = new Outputs(constant(student.logits()), layers, List.of());
        assertThat(loss(HIDDEN, student, teacher)).isEqualTo(loss(HIDDEN.from(2), student, teacher));
        assertThat(loss(HIDDEN.from(1), student, teacher)).isNotEqualTo(loss(HIDDEN, student, teacher));
    }

    @Test
    void aHintIsTheHiddenLossOfOneLayerTimesHalfTheWidth() {
        Outputs student = outputs(new Shape(1, 5, 1), -10_000);
        Outputs teacher = constants(outputs(new Shape(1, 7, 1), -10_000));
        Outputs onlyOne = new Outputs(student.logits(), List.of(student.hidden().get(1)), List.of());
        Outputs only = new Outputs(teacher.logits(), List.of(teacher.hidden().get(1)), List.of());
        try (Tape tape = Tape.forInference()) {
            Tensor mapped =
                    Regressor.between(5, 7, 1).apply(tape, student.hidden().get(1));
            float mean = HiddenLoss.apply(
                            tape, List.of(mapped), List.of(only.hidden().get(0)))
                    .toFloats()[0];
            assertThat(loss(new Hint(1, 1), onlyOne, only)).isCloseTo(mean * 7 / 2, within(1e-5f));
        }
    }

    @Test
    void aFadingWeightGoesFromTheFirstEpochToTheLast() {
        Weight weight = new Weight(4, 1);
        assertThat(weight.at(1, 7)).isEqualTo(4);
        assertThat(weight.at(4, 7)).isEqualTo(2.5);
        assertThat(weight.at(7, 7)).isEqualTo(1);
        assertThat(weight.at(1, 1)).isEqualTo(4);
        assertThat(weight.at(2, 2)).isEqualTo(1);
    }

    @Test
    void valuesAreEqualWhenTheyPrintTheSame() {
        assertThat(LOGITS.temperature(4).times(2)).isEqualTo(LOGITS.times(2).temperature(4));
        assertThat(LOGITS.temperature(4)).isNotEqualTo(LOGITS);
        assertThat(LOGITS.and(HIDDEN).times(2)).isEqualTo(LOGITS.times(2).and(HIDDEN.times(2)));
        assertThat(LOGITS.and(HIDDEN).times(2)).hasToString("logits.times(2).and(hidden.times(2))");
    }

    @Test
    void whatCannotBeComparedIsRefusedWithWhatToType() {
        Outputs student = outputs(new Shape(2, 4, 2), -10_000);
        refuses(HIDDEN, student, new Shape(2, 8, 2), "hidden.regressor()");
        refuses(ATTENTION, student, new Shape(2, 4, 1), "attention.meanOfHeads()");
        refuses(HIDDEN, student, new Shape(3, 4, 2), "hidden.from(0, 2, 3)");
        refuses(ATTENTION, student, new Shape(3, 4, 2), "attention.from(2, 3)");
        refuses(HIDDEN.from(0, 1), student, new Shape(2, 4, 2), "names 2");
        refuses(HIDDEN.from(0, 1, 3), student, new Shape(2, 4, 2), "no layer 3");
        refuses(ATTENTION.from(0, 1), student, new Shape(2, 4, 2), "no layer 0");
        refuses(new Hint(3, 1), student, new Shape(2, 4, 2), "the student has no layer 3");
        refuses(new Hint(1, 9), student, new Shape(2, 4, 2), "the teacher has no layer 9");
        Outputs perceptron = new Outputs(student.logits(), List.of(), List.of());
        assertThatThrownBy(() -> loss(ATTENTION, perceptron, perceptron)).hasMessageContaining("no attention");
        assertThatThrownBy(() -> loss(HIDDEN, perceptron, perceptron)).hasMessageContaining("no hidden states");
        Outputs other = new Outputs(gaussian(2, 5), List.of(), List.of());
        assertThatThrownBy(() -> loss(LOGITS, perceptron, other))
                .hasMessageContaining("3 classes apart, the teacher 5");
    }

    private void refuses(Imitation imitation, Outputs student, Shape teacher, String message) {
        Outputs taught = constants(outputs(teacher, -10_000));
        assertThatThrownBy(() -> loss(imitation, student, taught)).hasMessageContaining(message);
    }

    @Test
    void nonsenseIsRefusedWhereItIsWritten() {
        assertThatThrownBy(() -> LOGITS.temperature(0)).hasMessageContaining("logits.temperature(4)");
        assertThatThrownBy(() -> LOGITS.temperature(Double.NaN)).hasMessageContaining("positive");
        assertThatThrownBy(() -> LOGITS.labels(1.5)).hasMessageContaining("[0, 1]");
        assertThatThrownBy(() -> HIDDEN.times(-1)).hasMessageContaining("weight -1");
        assertThatThrownBy(() -> HIDDEN.fading(1, Double.NaN)).hasMessageContaining("weight NaN");
        assertThatThrownBy(HIDDEN::from).hasMessageContaining("hidden.from(1, 3)");
        assertThatThrownBy(() -> HIDDEN.epochs(0)).hasMessageContaining("hidden.epochs(0)");
        assertThatThrownBy(() -> HIDDEN.rateTimes(0)).hasMessageContaining("rateTimes(2.5)");
        assertThatThrownBy(() -> HIDDEN.learningRate(-1)).hasMessageContaining("positive");
    }
}
