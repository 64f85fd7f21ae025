package dev.tern.tensor;

import java.nio.FloatBuffer;
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
public final class Linear {
    private Linear() {}

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
        float[] added = bias == null ? null : coded ? codes(bias, scale) : Rows.vector(Scratch.VECTOR, bias);
        forward(tape, x, w, coded ? 1 : scale, added, y.data());
        if (y.needsGradient()) {
            tape.record(() -> backward(tape, x, w, bias, y));
        }
        return y;
    }

    /** y = scale x w^T + bias, of whole numbers or real ones. */
    private static void forward(Tape tape, Tensor x, Tensor w, float scale, float @Nullable [] bias, FloatBuffer y) {
        int n = x.rows();
        int in = x.columns();
        int out = w.rows();
        NativeLinear fast = NativeLinear.forSize(n, in, out);
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
        Tensor y = tape.result(n, out, x, w, bias == null ? w : bias);
        forward(tape, x, w, 1, null, y.data());
        float[] factors = new float[out];
        for (int o = 0; o < out; o++) {
            factors[o] = x.scale() * w.rowScale(o);
        }
        float[] added = bias == null ? new float[out] : bias.toFloats();
        Threads.parallel(n, 1 + 16384 / out, (from, to) -> {
            float[] row = Scratch.floats(0, out);
            for (int i = from; i < to; i++) {
                y.data().get(i * out, row, 0, out);
                scaleColumns(row, factors, added);
                y.data().put(i * out, row, 0, out);
            }
        });
        if (y.needsGradient()) {
            tape.record(() -> backward(tape, x, w, bias, y));
        }
        return y;
    }

    /** What is done with the whole numbers of a row of a product; called on several threads. */
    @FunctionalInterface
    public interface Columns {
        void change(float[] row);
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
        Tensor y = tape.codedResult(n, out, scale, x, w, bias == null ? w : bias);
        forward(tape, x, w, 1, null, y.data());
        Threads.parallel(n, 1 + 16384 / out, (from, to) -> {
            float[] row = new float[out];
            for (int i = from; i < to; i++) {
                y.data().get(i * out, row, 0, out);
                columns.change(row);
                y.data().put(i * out, row, 0, out);
            }
        });
        if (y.needsGradient()) {
            tape.record(() -> backward(tape, x, w, bias, y));
        }
        return y;
    }

    /** row[o] = row[o] * factors[o] + bias[o], rounded twice: what a column's whole numbers are worth. */
    public static void scaleColumns(float[] row, float[] factors, float[] bias) {
        for (int o = 0; o < factors.length; o++) {
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

    private static void backward(Tape tape, Tensor x, Tensor w, @Nullable Tensor bias, Tensor y) {
        int n = x.rows();
        int in = x.columns();
        int out = w.rows();
        if (!y.hasGradient()) {
            return;
        }
        FloatBuffer values = w.hasRowScales() ? realValues(tape, w) : w.data();
        float scale = w.hasRowScales() ? 1 : w.scale();
        NativeLinear fast = tape.precision() == Precision.FAST ? NativeLinear.forSize(n, in, out) : null;
        if (fast != null) {
            fast.backward(tape, x, w, y, values, scale);
        } else {
            exactBackward(x, w, y, values, scale);
        }
        if (w.hasRowScales()) {
            tape.release(values);
        }
        if (bias != null && bias.needsGradient()) {
            ColumnSums.give(bias, ColumnSums.of(y.gradientMemory(), n, out), 0);
        }
    }

    private static void exactBackward(Tensor x, Tensor w, Tensor y, FloatBuffer values, float scale) {
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

    private static FloatBuffer realValues(Tape tape, Tensor w) {
        FloatBuffer values = tape.memory(w.size());
        Threads.parallel(w.rows(), 1 + 16384 / w.columns(), (from, to) -> {
            float[] row = Scratch.floats(0, w.columns());
            for (int o = from; o < to; o++) {
                Rows.load(w, o * w.columns(), row, w.columns());
                values.put(o * w.columns(), row, 0, w.columns());
            }
        });
        return values;
    }
}
