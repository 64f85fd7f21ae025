package dev.tern.ibert;

/**
 * Integer LayerNorm of one row: Kim et al., I-BERT, ICML 2021 (section 3.6) as in the published code. For a row of n codes:
 *
 * <pre>
 *   m = rne(sum q / n),  y = q - m,  s = isqrt(sum (y >> k)^2) << k,  F = floor(2^31 / s)
 *   out = floor(y F / 2) + floor(beta / gamma / S),  S = sqrt(n) / 2^30,  S_out = S gamma for each column
 * </pre>
 *
 * <p>There is no epsilon. A constant row has s = 0, for which the published code divides by zero; here it gives the bias.
 * So does a column of gamma 0: its scale is 0, and its code stays 0.
 */
public final class IntegerLayerNorm {
    private static final int FACTOR_BITS = 31;

    private final int shift;
    private final long[] bias;
    private final double[] outputScales;

    /**
     * @param gamma n weights
     * @param beta n biases
     * @param shift k, so that the sum of squares stays below 2^63
     */
    public IntegerLayerNorm(float[] gamma, float[] beta, int shift) {
        if (gamma.length == 0 || gamma.length != beta.length || shift < 0) {
            throw new IllegalArgumentException(
                    "LayerNorm needs as many weights as biases and a shift of at least 0, not " + gamma.length + ", "
                            + beta.length + " and " + shift + ".");
        }
        this.shift = shift;
        bias = new long[gamma.length];
        outputScales = new double[gamma.length];
        double scale = Math.sqrt(gamma.length) / (1L << (FACTOR_BITS - 1));
        for (int i = 0; i < bias.length; i++) {
            outputScales[i] = scale * gamma[i];
            bias[i] = gamma[i] == 0 ? 0 : (long) Math.floor((double) beta[i] / gamma[i] / scale);
        }
    }

    /** Mean of a row, half to even. */
    public long mean(int[] q, int from) {
        long sum = 0;
        for (int i = 0; i < bias.length; i++) {
            sum += q[from + i];
        }
        long floor = Math.floorDiv(sum, bias.length);
        long twice = 2 * (sum - floor * bias.length);
        boolean up = twice > bias.length || twice == bias.length && (floor & 1) == 1;
        return up ? floor + 1 : floor;
    }

    /** The sum of squared, shifted deviations from a mean. */
    public long squares(int[] q, int from, long mean) {
        long squares = 0;
        for (int i = 0; i < bias.length; i++) {
            long y = (q[from + i] - mean) >> shift;
            squares += y * y;
        }
        return squares;
    }

    /** Root of the sum of squares, shifted back: sqrt(n) standard deviations. */
    public long deviation(long squares) {
        return IntegerSqrt.floor(squares) << shift;
    }

    /** What a deviation is multiplied by, twice; 0 for a constant row. */
    public static long factor(long deviation) {
        return deviation == 0 ? 0 : (1L << FACTOR_BITS) / deviation;
    }

    /** Normalizes the row of n codes that begins at {@code from}; results may be as large as 2^31 and more. */
    public void apply(int[] q, int from, long[] result) {
        long mean = mean(q, from);
        long factor = factor(deviation(squares(q, from, mean)));
        for (int i = 0; i < bias.length; i++) {
            result[from + i] = (((q[from + i] - mean) * factor) >> 1) + bias[i];
        }
    }

    /** What a unit of each column is worth; negative where gamma is. */
    public double[] outputScales() {
        return outputScales.clone();
    }
}
