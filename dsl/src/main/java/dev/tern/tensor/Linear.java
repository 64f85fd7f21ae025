package dev.tern.tensor;

import org.jspecify.annotations.Nullable;

/**
 * y = x w^T + b. If x and w are coded, the product of their whole numbers is exact (while every partial sum stays below
 * 2^24), the bias becomes the codes rint(b / (x.scale w.scale)), and y is coded with scale x.scale w.scale; the gradient
 * passes straight through that rounding. If only one is coded, y is real.
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
        boolean coded = x.isCoded() && w.isCoded();
        float scale = x.scale() * w.scale();
        Tensor other = bias == null ? w : bias;
        Tensor y = coded ? tape.codedResult(n, out, scale, x, w, other) : tape.result(n, out, x, w, other);
        float[] added = bias == null ? null : coded ? codes(bias, scale) : Rows.vector(bias);
        Gemm.multiply(Gemm.Layout.A_BT, n, out, in, coded ? 1 : scale, x.data(), w.data(), added, 0, y.data());
        if (y.needsGradient()) {
            tape.record(() -> backward(x, w, bias, y));
        }
        return y;
    }

    /** The bias in units of a product's scale: the nearest whole numbers, half to even. */
    public static int[] biasCodes(Tensor bias, float scale) {
        int[] codes = new int[bias.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (int) Math.rint((double) bias.data().get(i) / scale);
        }
        return codes;
    }

    private static float[] codes(Tensor bias, float scale) {
        float[] codes = Rows.vector(bias);
        int[] whole = biasCodes(bias, scale);
        for (int i = 0; i < whole.length; i++) {
            codes[i] = whole[i];
        }
        return codes;
    }

    private static void backward(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y) {
        int n = x.rows();
        int in = x.columns();
        int out = w.rows();
        if (!y.hasGradient()) {
            return;
        }
        if (x.needsGradient()) {
            float beta = x.startGradient() ? 1 : 0;
            Gemm.multiply(
                    Gemm.Layout.A_B, n, in, out, w.scale(), y.gradientMemory(), w.data(), beta, x.gradientMemory());
        }
        if (w.needsGradient()) {
            float beta = w.startGradient() ? 1 : 0;
            Gemm.multiply(
                    Gemm.Layout.AT_B, out, in, n, x.scale(), y.gradientMemory(), x.data(), beta, w.gradientMemory());
        }
        if (bias != null && bias.needsGradient()) {
            ColumnSums.give(bias, ColumnSums.of(y.gradientMemory(), n, out));
        }
    }
}
