package dev.tern.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.nn.Batch;
import dev.tern.nn.Outputs;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** The distillation losses against finite differences, and at the points where they must be exact. */
class LossesTest {
    private final Random random = new Random(4);

    private Tensor gaussian(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 2;
        }
        return Tensor.of(values, rows, columns);
    }

    private static float value(Tensor student, BiFunction<Tape, Tensor, Tensor> loss) {
        try (Tape tape = Tape.forInference()) {
            return loss.apply(tape, student).toFloats()[0];
        }
    }

    private static float[] gradient(Tensor student, BiFunction<Tape, Tensor, Tensor> loss) {
        student.requireGradient().clearGradient();
        try (Tape tape = Tape.forTraining(1)) {
            tape.backward(loss.apply(tape, student));
        }
        float[] gradient = new float[student.size()];
        student.gradient().get(0, gradient);
        return gradient;
    }

    private static void agreesWithFiniteDifferences(Tensor student, BiFunction<Tape, Tensor, Tensor> loss) {
        float[] gradient = gradient(student, loss);
        float step = 1e-2f;
        for (int i = 0; i < student.size(); i++) {
            float at = student.data().get(i);
            student.data().put(i, at + step);
            float above = value(student, loss);
            student.data().put(i, at - step);
            float below = value(student, loss);
            student.data().put(i, at);
            assertThat(gradient[i]).isCloseTo((above - below) / (2 * step), within(2e-3f));
        }
    }

    @Test
    void gradientsAgreeWithFiniteDifferences() {
        Tensor teacher = gaussian(3, 4);
        Tensor student = gaussian(3, 4);
        int[] labels = {0, 3, 1};
        agreesWithFiniteDifferences(student, (tape, s) -> SoftCrossEntropy.apply(tape, s, teacher));
        agreesWithFiniteDifferences(student, (tape, s) -> SoftCrossEntropy.batchMean(tape, s, teacher, 2));
        Batch batch = new Batch(null, new int[0], new int[0], new float[0], labels, labels);
        agreesWithFiniteDifferences(
                student,
                (tape, s) -> Logits.TERNARY_BERT
                        .temperature(3)
                        .labels(.3)
                        .loss(
                                tape,
                                new Outputs(s, List.of(), List.of()),
                                new Outputs(teacher, List.of(), List.of()),
                                batch));
        agreesWithFiniteDifferences(student, (tape, s) -> HintLoss.apply(tape, s, teacher));
        agreesWithFiniteDifferences(
                student, (tape, s) -> HiddenLoss.apply(tape, List.of(s, s), List.of(teacher, gaussianLike(teacher))));
        agreesWithFiniteDifferences(student, (tape, s) -> AttentionLoss.apply(tape, List.of(s), List.of(teacher)));
    }

    private static Tensor gaussianLike(Tensor shape) {
        return Tensor.of(new float[shape.size()], shape.rows(), shape.columns());
    }

    @Test
    void aStudentEqualToItsTeacherHasNothingToLearn() {
        Tensor same = gaussian(5, 6);
        Tensor copy = Tensor.of(same.toFloats(), 5, 6);
        assertThat(value(same, (tape, s) -> SoftCrossEntropy.hinton(tape, s, copy, 3)))
                .isCloseTo(0, within(1e-6f));
        assertThat(gradient(same, (tape, s) -> SoftCrossEntropy.hinton(tape, s, copy, 3)))
                .containsOnly(0);
        assertThat(gradient(same, (tape, s) -> SoftCrossEntropy.apply(tape, s, copy)))
                .containsOnly(0);
        assertThat(value(same, (tape, s) -> HiddenLoss.apply(tape, List.of(s), List.of(copy))))
                .isZero();
        assertThat(gradient(same, (tape, s) -> AttentionLoss.apply(tape, List.of(s), List.of(copy))))
                .containsOnly(0);
    }

    @Test
    void atHighTemperatureTheGradientIsThatOfMatchingCentredLogits() {
        Tensor student = Tensor.of(new float[] {1, -2, 1}, 1, 3);
        Tensor teacher = Tensor.of(new float[] {2, 0, -2}, 1, 3);
        float[] gradient = gradient(student, (tape, s) -> SoftCrossEntropy.hinton(tape, s, teacher, 1000));
        float[] expected = {(1 - 2) / 3f, (-2 - 0) / 3f, (1 + 2) / 3f};
        for (int k = 0; k < 3; k++) {
            assertThat(gradient[k]).isCloseTo(expected[k], within(5e-3f));
        }
    }

    @Test
    void maskedScoresHaveNoGradientAndMinusInfinityIsHarmless() {
        for (float mask : new float[] {-100, -10_000, Float.NEGATIVE_INFINITY}) {
            Tensor student = Tensor.of(new float[] {1, mask, 3, mask}, 2, 2);
            Tensor teacher = Tensor.of(new float[] {0, 2, mask, mask}, 2, 2);
            assertThat(value(student, (tape, s) -> AttentionLoss.apply(tape, List.of(s), List.of(teacher))))
                    .isEqualTo((1 + 4 + 9) / 4f);
            assertThat(gradient(student, (tape, s) -> AttentionLoss.apply(tape, List.of(s), List.of(teacher))))
                    .containsExactly(.5f, 0, 1.5f, 0);
        }
    }

    @Test
    void aNaNIsNotHidden() {
        Tensor broken = Tensor.of(new float[] {Float.NaN, 1}, 1, 2);
        Tensor teacher = Tensor.of(new float[] {0, 1}, 1, 2);
        assertThat(value(broken, (tape, s) -> HiddenLoss.apply(tape, List.of(s), List.of(teacher))))
                .isNaN();
        assertThat(value(broken, (tape, s) -> SoftCrossEntropy.apply(tape, s, teacher)))
                .isNaN();
    }

    @Test
    void shapesThatDoNotMatchAreRefused() {
        Tensor a = gaussian(2, 3);
        Tensor b = gaussian(3, 2);
        try (Tape tape = Tape.forInference()) {
            assertThatThrownBy(() -> SoftCrossEntropy.apply(tape, a, b)).hasMessageContaining("same rows and classes");
            assertThatThrownBy(() -> HiddenLoss.apply(tape, List.of(a), List.of(b)))
                    .hasMessageContaining("same shape");
            assertThatThrownBy(() -> HiddenLoss.apply(tape, List.of(a), List.of()))
                    .hasMessageContaining("same number");
        }
    }
}
