package dev.tern.ibert;

/**
 * Integer LayerNorm of rows, the result in units of 2^-14 in every column. For a row of n whole numbers of any one scale:
 *
 * <pre>
 *   m = round(sum v / n),  y = v - m,  normal = y sqrt(n) / isqrt(sum y^2) in units of 2^-16,
 *   out = saturate(normal gamma + beta)
 * </pre>
 *
 * <p>I-BERT's form (Kim et al., ICML 2021, section 3.6) folds gamma into the result's scale, which gives each column one of
 * its own, divides by gamma, so that a gamma of 0 has no bias, and by the deviation, so that a constant row has no result.
 * Here gamma multiplies, and a constant row gives beta. The epsilon of 1e-12 is left out: it is 4,000 times smaller than
 * the square of a unit.
 */
public final class FixedLayerNorm {
    /** Bits after the point of a normalized number. */
    private static final int NORMAL_BITS = 16;

    static final int ROW_SPLIT = 12;
    static final int COLUMN_SPLIT = 10;
    private static final int ROOT_BITS = 61;

    final int[] gamma;
    final int[] beta;
    final int shift;
    private final long root;
    private final int rootShift;

    /**
     * @param gamma n weights in units of 2^(exponent - 15), up to 2^15
     * @param beta n biases in units of 2^-14
     * @param exponent at most 6
     */
    public FixedLayerNorm(int[] gamma, int[] beta, int exponent) {
        if (gamma.length == 0 || gamma.length != beta.length || exponent < -14 || exponent > 6) {
            throw new IllegalArgumentException("LayerNorm needs as many weights as biases and an exponent of -14 to 6,"
                    + " not " + gamma.length + ", " + beta.length + " and " + exponent + ".");
        }
        this.gamma = gamma.clone();
        this.beta = beta.clone();
        // From units of 2^-16 times 2^(exponent - 15) to units of 2^-14.
        shift = NORMAL_BITS + 15 - exponent - FixedPoint.BITS - COLUMN_SPLIT;
        int up = evenShift(gamma.length);
        root = IntegerSqrt.floor((long) gamma.length << up);
        rootShift = up / 2;
    }

    /** How far to shift so that a number has 61 or 62 bits, an even distance. */
    private static int evenShift(long value) {
        int distance = ROOT_BITS - (Long.SIZE - Long.numberOfLeadingZeros(value));
        return distance + 1 & -2;
    }

    /**
     * Normalizes the row v[at] to v[at + n - 1].
     *
     * @param v numbers of up to 24 bits
     * @param out receives the row, from {@code to} on; may be {@code v} at the same place
     */
    public void apply(int[] v, int at, int[] out, int to) {
        if (!Lanes.PRESENT) {
            plain(v, at, out, to);
            return;
        }
        int n = gamma.length;
        int mean = mean(LayerNormLanes.sum(v, at, n), n);
        long squares = LayerNormLanes.squares(v, at, n, mean);
        finish(v, at, out, to, mean, squares, RescaleLanes.whole(n));
    }

    void plain(int[] v, int at, int[] out, int to) {
        int n = gamma.length;
        int mean = mean(sum(v, at, n), n);
        finish(v, at, out, to, mean, squares(v, at, n, mean), 0);
    }

    /** Both multiplications and the bias, the first {@code whole} numbers on vectors. */
    private void finish(int[] v, int at, int[] out, int to, int mean, long squares, int whole) {
        int n = gamma.length;
        if (squares == 0) {
            System.arraycopy(beta, 0, out, to, n);
            return;
        }
        int even = evenShift(squares);
        long deviation = IntegerSqrt.floor(even >= 0 ? squares << even : squares >> -even);
        int factor = (int) ((root << NORMAL_BITS) / deviation);
        int distance = rootShift - even / 2;
        // A deviation of a few units: the numbers are as small, so they are shifted first.
        int up = Math.max(0, ROW_SPLIT + 1 - distance);
        int down = distance + up - ROW_SPLIT;
        if (whole > 0) {
            LayerNormLanes.normalize(v, at, out, to, whole, mean, factor, up, down);
            LayerNormLanes.columns(gamma, beta, shift, out, to, whole);
        }
        System.arraycopy(v, at + whole, out, to + whole, n - whole);
        normalize(out, to + whole, n - whole, mean, factor, up, down);
        columns(out, to, whole);
    }

    /** In place: of two arrays at two places JDK 17 vectorizes no such loop. */
    private static void normalize(int[] row, int from, int n, int mean, int factor, int left, int right) {
        int half = 1 << right - 1;
        for (int i = from; i < from + n; i++) {
            int y = row[i] - mean << left;
            int high = y >> ROW_SPLIT;
            row[i] = high * factor + ((y - (high << ROW_SPLIT)) * factor >> ROW_SPLIT) + half >> right;
        }
    }

    private void columns(int[] out, int to, int from) {
        int half = 1 << shift - 1;
        int right = shift;
        int[] weights = gamma;
        int[] biases = beta;
        for (int i = from; i < weights.length; i++) {
            int y = out[to + i];
            int g = weights[i];
            int high = y >> COLUMN_SPLIT;
            int scaled = high * g + ((y - (high << COLUMN_SPLIT)) * g >> COLUMN_SPLIT) + half >> right;
            int above = FixedPoint.LARGEST - (scaled + biases[i]);
            int within = 2 * FixedPoint.LARGEST - (above & ~(above >> 31));
            out[to + i] = (within & ~(within >> 31)) - FixedPoint.LARGEST;
        }
    }

    /** Half up. */
    private static int mean(long sum, int n) {
        return (int) Math.floorDiv(2 * sum + n, 2L * n);
    }

    /** Four sums, because a processor adds four at a time where the compiler does not vectorize. */
    private static long sum(int[] v, int at, int n) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        int i = at;
        for (; i + 4 <= at + n; i += 4) {
            a += v[i];
            b += v[i + 1];
            c += v[i + 2];
            d += v[i + 3];
        }
        for (; i < at + n; i++) {
            a += v[i];
        }
        return a + b + c + d;
    }

    private static long squares(int[] v, int at, int n, int mean) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        int i = at;
        for (; i + 4 <= at + n; i += 4) {
            long first = v[i] - mean;
            long second = v[i + 1] - mean;
            long third = v[i + 2] - mean;
            long fourth = v[i + 3] - mean;
            a += first * first;
            b += second * second;
            c += third * third;
            d += fourth * fourth;
        }
        for (; i < at + n; i++) {
            long each = v[i] - mean;
            a += each * each;
        }
        return a + b + c + d;
    }
}
