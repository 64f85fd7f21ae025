package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * y = x w^T + b. If x and w are coded, the product of their whole numbers is exact (while every partial sum stays below
 * 2^24), the bias becomes the codes rint(b / (x.scale w.scale)), and y is coded with scale x.scale w.scale; the gradient
 * passes straight through that rounding. If only one is coded, y is real.
 *
 * <p>A weight with a scale for each row gives each column of y a scale of its own. Then y is real: the exact product of
 * whole numbers, {@link #scaleColumns scaled column by column} with the bias added as it is (Jacob et al., CVPR 2018,
 * whose scales for each output channel commute with the product in the same way).
 */
public final class Linear extends Operation {
    /** What is done with the whole numbers of a row of a product; called on several threads. */
    @FunctionalInterface
    public interface Columns {
        /** @param row starts with them, and may be longer */
        void change(float[] row);
    }

    private static final Kind<Linear> KIND = new Kind<>(Linear::new);

    private final Threads.Part scaling = this::scaleRows;
    private final Threads.Part changing = this::changeRows;
    private final Threads.Part reading = this::readWeight;
    private final ColumnSums biasSums = new ColumnSums(this::sumRows);
    private Tensor x = Tensor.NONE;
    private Tensor w = Tensor.NONE;
    private @Nullable Tensor bias;
    private @Nullable Tape tape;
    private float[] factors = {};
    private float[] added = {};
    private Columns columns = row -> {};
    private FloatBuffer realValues = Tensor.NONE.data();

    private Linear() {}

    private static Linear of(Tape tape, Tensor x, Tensor w, @Nullable Tensor bias, Tensor y) {
        Linear linear = tape.take(KIND);
        linear.tape = tape;
        linear.x = x;
        linear.w = w;
        linear.bias = bias;
        linear.y = y;
        return linear;
    }

    /**
     * @param x n x in
     * @param w out x in
     * @param bias 1 x out, or null for none
     * @return n x out
     */
    public static Tensor apply(Tape tape, Tensor x, Tensor w, @Nullable Tensor bias) {
        int n = x.rows();
        int in = x.columns();
        int out = w.rows();
        if (w.columns() != in) {
            throw new IllegalArgumentException("Linear needs a weight with " + in + " columns, as the input has, not "
                    + w.rows() + " x " + w.columns() + ".");
        }
        if (bias != null) {
            Rows.requireRowVector("Linear", "bias", bias, out);
        }
        if (w.hasRowScales()) {
            return scaledColumns(tape, x, w, bias);
        }
        boolean coded = x.isCoded() && w.isCoded();
        float scale = x.scale() * w.scale();
        Tensor other = bias == null ? w : bias;
        Tensor y = coded ? tape.codedResult(n, out, scale, x, w, other) : tape.result(n, out, x, w, other);
        float[] vector = bias == null ? null : coded ? codes(bias, scale) : Rows.vector(Scratch.VECTOR, bias);
        forward(tape, x, w, coded ? 1 : scale, vector, y.data());
        return tape.record(of(tape, x, w, bias, y));
    }

    /** y = scale x w^T + bias, of whole numbers or real ones. */
    private static void forward(Tape tape, Tensor x, Tensor w, float scale, float @Nullable [] bias, FloatBuffer y) {
        int n = x.rows();
        int in = x.columns();
        int out = w.rows();
        NativeLinear fast = NativeLinear.forSize(tape, n, in, out);
        if (fast != null) {
            if (x.isCoded() && w.isCoded() && fast.codes(tape, x, w, bias, y)) {
                return;
            }
            if (tape.precision() == Precision.FAST) {
                fast.real(tape, x, w, scale, bias, y);
                return;
            }
        }
        Gemm.multiply(Gemm.Layout.A_BT, n, out, in, scale, x.data(), w.data(), bias, 0, y);
    }

    private static Tensor scaledColumns(Tape tape, Tensor x, Tensor w, @Nullable Tensor bias) {
        int n = x.rows();
        int out = w.rows();
        Linear linear = of(tape, x, w, bias, tape.result(n, out, x, w, bias == null ? w : bias));
        forward(tape, x, w, 1, null, linear.y.data());
        float[] factors = Scratch.floats(Scratch.VECTOR, out);
        for (int o = 0; o < out; o++) {
            factors[o] = x.scale() * w.rowScale(o);
        }
        linear.factors = factors;
        if (bias == null) {
            linear.added = Scratch.floats(Scratch.VECTOR + 1, out);
            Arrays.fill(linear.added, 0, out, 0);
        } else {
            linear.added = Rows.vector(Scratch.VECTOR + 1, bias);
        }
        Threads.parallel(n, 1 + 16384 / out, linear.scaling);
        return tape.record(linear);
    }

    private void scaleRows(int from, int to) {
        int out = w.rows();
        float[] row = Scratch.floats(0, out);
        for (int i = from; i < to; i++) {
            y.data().get(i * out, row, 0, out);
            scaleColumns(row, factors, added, out);
            y.data().put(i * out, row, 0, out);
        }
    }

    /**
     * The exact product of coded x and w, each row of which is changed to whole numbers worth {@code scale}. Backward
     * passes straight through the change, as that of x w^T + b.
     *
     * @param bias 1 x out, for the gradient only: adding it is part of the change; null for none
     */
    public static Tensor changed(Tape tape, Tensor x, Tensor w, @Nullable Tensor bias, float scale, Columns columns) {
        int n = x.rows();
        int out = w.rows();
        Linear linear = of(tape, x, w, bias, tape.codedResult(n, out, scale, x, w, bias == null ? w : bias));
        linear.columns = columns;
        forward(tape, x, w, 1, null, linear.y.data());
        Threads.parallel(n, 1 + 16384 / out, linear.changing);
        return tape.record(linear);
    }

    private void changeRows(int from, int to) {
        int out = w.rows();
        float[] row = Scratch.floats(0, out);
        for (int i = from; i < to; i++) {
            y.data().get(i * out, row, 0, out);
            columns.change(row);
            y.data().put(i * out, row, 0, out);
        }
    }

    /**
     * row[o] = row[o] * factors[o] + bias[o], rounded twice: what a column's whole numbers are worth.
     *
     * @param out columns; the arrays may be longer
     */
    public static void scaleColumns(float[] row, float[] factors, float[] bias, int out) {
        for (int o = 0; o < out; o++) {
            row[o] = row[o] * factors[o] + bias[o];
        }
    }

    /** The bias in units of a product's scale: the nearest whole numbers, half to even. */
    public static int[] biasCodes(Tensor bias, float scale) {
        return Scales.biasCodes(bias.toFloats(), scale);
    }

    private static float[] codes(Tensor bias, float scale) {
        float[] codes = Rows.vector(Scratch.VECTOR, bias);
        for (int i = 0; i < bias.size(); i++) {
            codes[i] = Scales.biasCode(codes[i], scale);
        }
        return codes;
    }

    @Override
    protected void backward() {
        Tape of = Objects.requireNonNull(tape);
        int n = x.rows();
        int out = w.rows();
        if (w.hasRowScales()) {
            realValues = of.memory(w.size());
            Threads.parallel(w.rows(), 1 + 16384 / w.columns(), reading);
            backward(of, realValues, 1);
            of.release(realValues);
        } else {
            backward(of, w.data(), w.scale());
        }
        Tensor vector = bias;
        if (vector != null && vector.needsGradient()) {
            ColumnSums.give(vector, biasSums.of(n, out), 0);
        }
    }

    private void backward(Tape tape, FloatBuffer values, float scale) {
        NativeLinear fast =
                tape.precision() == Precision.FAST ? NativeLinear.forSize(tape, x.rows(), x.columns(), w.rows()) : null;
        if (fast != null) {
            fast.backward(tape, x, w, y, values, scale);
        } else {
            exactBackward(values, scale);
        }
    }

    private void exactBackward(FloatBuffer values, float scale) {
        int n = x.rows();
        int in = x.columns();
        int out = w.rows();
        if (x.needsGradient()) {
            float beta = x.startGradient() ? 1 : 0;
            Gemm.multiply(Gemm.Layout.A_B, n, in, out, scale, y.gradientMemory(), values, beta, x.gradientMemory());
        }
        if (w.needsGradient()) {
            float beta = w.startGradient() ? 1 : 0;
            Gemm.multiply(
                    Gemm.Layout.AT_B, out, in, n, x.scale(), y.gradientMemory(), x.data(), beta, w.gradientMemory());
        }
    }

    private void readWeight(int from, int to) {
        int in = w.columns();
        float[] row = Scratch.floats(0, in);
        for (int o = from; o < to; o++) {
            Rows.load(w, o * in, row, in);
            realValues.put(o * in, row, 0, in);
        }
    }

    private void sumRows(int from, int to, float[] sums) {
        int out = w.rows();
        FloatBuffer gradient = y.gradientMemory();
        float[] row = Scratch.floats(0, out);
        Arrays.fill(row, out, RowKernels.padded(out), 0);
        for (int i = from; i < to; i++) {
            gradient.get(i * out, row, 0, out);
            RowKernels.BEST.addScaled(1, row, sums, out);
        }
    }
}
