package dev.tern.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tern.tensor.Linear;
import dev.tern.tensor.SelectRows;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Backward through whole numbers is the derivative of the real function at their values, straight through every rounding:
 * central differences of the real function judge the gradient of the integer one, which has the same values nearly.
 */
class IntegerOperationsTest {
    private static final float STEP = 1e-2f;
    private static final Operations WHOLE = new IntegerOperations();
    private static final Operations REAL = new MixedOperations();

    private final Random random = new Random(3);

    private interface Function {
        Tensor apply(Operations operations, Tape tape, Tensor x);
    }

    private Tensor coded(int rows, int columns, float... scales) {
        float[] codes = new float[rows * columns];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (float) Math.rint(random.nextGaussian() / scales[scales.length == 1 ? 0 : i / columns]);
        }
        return Tensor.ofCodes(codes, rows, columns, scales).requireGradient();
    }

    private Tensor real(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, rows, columns).requireGradient();
    }

    /** A random sum of one row of the result, [1, 1]. */
    private static Tensor sum(Tape tape, Tensor y, Tensor weights) {
        return SelectRows.apply(tape, Linear.apply(tape, y, weights, null), new int[] {y.rows() / 2});
    }

    private void check(Tensor x, int columns, double closeness, Function function) {
        Tensor weights = real(1, columns);
        try (Tape tape = Tape.forTraining(1)) {
            Tensor whole = function.apply(WHOLE, tape, x);
            float[] exact = function.apply(REAL, tape, x).toFloats();
            float[] values = whole.toFloats();
            for (int i = 0; i < values.length; i++) {
                assertThat((double) values[i]).isCloseTo(exact[i], within(closeness));
            }
            x.clearGradient();
            tape.backward(sum(tape, whole, weights));
        }
        float[] values = x.toFloats();
        double largest = 0;
        double error = 0;
        for (int i = 0; i < values.length; i++) {
            double slope =
                    (moved(function, x, values, i, STEP, weights) - moved(function, x, values, i, -STEP, weights))
                            / (2 * STEP);
            largest = Math.max(largest, Math.abs(slope));
            error = Math.max(error, Math.abs(slope - x.gradient().get(i)));
        }
        assertThat(largest).isPositive();
        assertThat(error).isLessThan(2e-3 * largest);
    }

    private static double moved(Function function, Tensor x, float[] values, int at, float step, Tensor weights) {
        float[] moved = values.clone();
        moved[at] += step;
        try (Tape tape = Tape.forInference()) {
            Tensor y = function.apply(REAL, tape, Tensor.of(moved, x.rows(), x.columns()));
            return sum(tape, y, weights).toFloats()[0];
        }
    }

    @Test
    void nonlinearities() {
        check(coded(3, 12, 1e-3f), 12, 0.0183, (o, tape, x) -> o.nonlinearity(tape, Nonlinearity.GELU, x));
        check(coded(3, 12, 1.9e-2f), 12, 0.0183, (o, tape, x) -> o.nonlinearity(tape, Nonlinearity.GELU, x));
        check(coded(3, 12, 3e-3f), 12, 1e-3, (o, tape, x) -> o.tanh(tape, x));
    }

    @Test
    void norms() {
        Norm norm = new Norm(
                new Parameter("n.gamma", real(1, 14), Parameter.Kind.NORM),
                new Parameter("n.beta", real(1, 14), Parameter.Kind.NORM));
        Tensor hidden = coded(3, 14, 1f / (1 << 14));
        check(coded(3, 14, 2e-3f), 14, 3e-3, (o, tape, x) -> o.norm(tape, x, hidden, norm));
        check(coded(3, 14, 1f / (1 << 18)), 14, 3e-3, (o, tape, x) -> o.norm(tape, null, x, norm));
    }

    @Test
    void softmax() {
        float factor = 3e-4f;
        Sequences sequences = new Sequences(1, 6, new int[] {6});
        Tensor scores = coded(12, 6, factor);
        Tensor real = Tensor.of(scores.toFloats(), 12, 6).requireGradient();
        check(real, 6, 0.009, (o, tape, x) -> o.softmax(tape, x, factor, sequences));
    }

    @Test
    void affineLayers() {
        Tensor bias = real(1, 5);
        for (float[] scales : new float[][] {{0.3f}, {0.3f, 0.1f, 0.02f, 0.3f, 0.25f}}) {
            Tensor w = coded(5, 9, scales);
            Tensor half = coded(5, 9, scales);
            check(coded(4, 9, 0.02f), 5, 0.02, (o, tape, x) -> o.affine(tape, x, w, null, bias));
            check(coded(4, 9, 0.02f), 5, 0.02, (o, tape, x) -> o.affine(tape, x, w, half, bias));
        }
    }

    @Test
    void embeddings() {
        Tensor words = coded(6, 8, 0.2f, 0.1f, 0.3f, 0.02f, 0.5f, 0.7f);
        Tensor types = coded(2, 8, 0.01f);
        Batch batch = new Batch(
                new Sequences(1, 3, new int[] {3}),
                new int[] {5, 1, 5},
                new int[] {0, 1, 1},
                new float[0],
                new int[1],
                new int[1]);
        // Backward goes to the table, which is whole in both: the positions take the steps.
        check(
                coded(3, 8, 0.01f),
                8,
                1e-4,
                (o, tape, x) -> o.embed(tape, words, null, x.isCoded() ? x : whole(x), types, batch.tokens(), batch));
    }

    /** A real table in units so small that a step is whole. */
    private static Tensor whole(Tensor x) {
        float[] codes = x.toFloats();
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (float) Math.rint(codes[i] * 1000);
        }
        return Tensor.ofCodes(codes, x.rows(), x.columns(), 1e-3f);
    }
}
