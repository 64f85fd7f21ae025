package dev.tern.tensor;

/**
 * What is done to one row, held in heap arrays. Every array has room for {@link #padded}(n) elements, and a kernel may
 * overwrite the ones from n on. {@link PlainKernels} says what each computes; {@link VectorKernels} computes the same
 * faster. Sums run over fixed lanes (element j into lane j mod lanes), so zeros at the end of a row change no bit.
 */
interface RowKernels {
    /** The kernels for this process. */
    RowKernels BEST = choose();

    private static RowKernels choose() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            return new VectorKernels();
        }
        System.err.println("Tern: the Vector API is off, so arithmetic runs on plain loops, several times slower;"
                + " start Java with --add-modules jdk.incubator.vector.");
        return new PlainKernels();
    }

    /** n rounded up to whole vectors of any processor. */
    static int padded(int n) {
        return (n + 31) & -32;
    }

    /** Rows of a tile of {@link #multiply}. */
    int tileRows();

    /** Columns of a tile of {@link #multiply}. */
    int tileColumns();

    /**
     * c += a b for one tile: row i of c starts at {@code c[at + i * stride]}; a's element (i, p) is
     * {@code a[aAt + p * aStride + i]}; b's element (p, j) is {@code b[bAt + p * tileColumns() + j]}. Sums run over p in
     * order, one fused multiply-add each.
     */
    void multiply(int depth, float[] a, int aAt, int aStride, float[] b, int bAt, float[] c, int at, int stride);

    /** The same, but a's element (i, p) is {@code a[aAt + i * aStride + p]}. */
    void multiplyRows(int depth, float[] a, int aAt, int aStride, float[] b, int bAt, float[] c, int at, int stride);

    /** y = x Phi(x), Phi the normal distribution function; absolute error below 1e-6. */
    void gelu(float[] x, float[] y, int n);

    /** dx = dy (Phi(x) + x phi(x)). */
    void geluGradient(float[] x, float[] dy, float[] dx, int n);

    /** y = exp(x - max x) / sum, for the row that starts at {@code at} in both arrays. */
    void softmax(float[] x, float[] y, int at, int n);

    /** dx = y (dy - sum(y dy)), for the row that starts at {@code at} in all three arrays; dx may be dy. */
    void softmaxGradient(float[] y, float[] dy, float[] dx, int at, int n);

    /** y = gamma (x - mean) / sqrt(variance + epsilon) + beta; moments receives mean and 1/sqrt(...). */
    void layerNorm(float[] x, float[] gamma, float[] beta, float epsilon, float[] y, int n, float[] moments);

    /** dx, and dy (x - mean) r added to dGamma and dy added to dBeta. */
    void layerNormGradient(
            float[] x,
            float mean,
            float reciprocal,
            float[] gamma,
            float[] dy,
            float[] dx,
            float[] dGamma,
            float[] dBeta,
            int n);

    /** The sum of x^2, as precise as in double. */
    double squares(float[] x, int n);

    /** y = x - other, where values at or below the floor count as 0; y may be x. */
    void difference(float[] x, float[] other, float floor, float[] y, int n);

    /** y = factor times {@link #difference}, but 0 where x is at or below the floor; y may be x. */
    void differenceGradient(float[] x, float[] other, float floor, float factor, float[] y, int n);

    /** y += factor x. */
    void addScaled(float factor, float[] x, float[] y, int n);

    /** y = factor x + bias, in one rounding, for the row that starts at {@code at} in x and y. */
    void affine(float factor, float[] x, float[] bias, float[] y, int at, int n);

    /** x = factor x. */
    void scale(float factor, float[] x, int n);

    /**
     * x[from + i] times {@code kept}, or 0 where the 16 bits that belong to it are below the threshold: of number
     * {@code number + i / 4} of the stream {@code seed}, those from 16 (i mod 4) on.
     *
     * @param n a multiple of 4
     */
    void dropout(float[] x, int from, int n, long seed, long number, int threshold, float kept);

    /** One AdamW update in place: first and second moment m and v, parameter p from gradient g. */
    void adamW(float[] p, float[] g, float[] m, float[] v, AdamW.Update update, int n);
}
