package dev.tern.ibert;

/**
 * GELU in units of 2^-14, with the polynomial of I-BERT (Kim et al., ICML 2021, section 3.4): erf(x / sqrt 2) =
 * sgn(x) (1 - 0.2888 (1.769 - min(|x| / 1.4142, 1.769))^2). Written as what GELU lacks of ReLU, with u = |x|:
 *
 * <pre>
 *   GELU(x) = max(x, 0) - 0.0722 u ((2.50172 - u)+)^2
 * </pre>
 *
 * <p>The published form depends on the input's scale, and its shift by 14 bits leaves an error of 0.7 at a scale of 0.01
 * and of 4.5 at 0.03. This one has one scale, fits 32 bits at every step, and has the polynomial's own error, 0.0182,
 * everywhere.
 */
public final class FixedGelu {
    /** 1.769 * 1.4142 in units of 2^-14: where the polynomial is flat. */
    static final int EDGE = 40_988;

    /** 0.2888 / 4 in units of 2^-15. */
    static final int FACTOR = 2_366;

    private static final int BITS = FixedPoint.BITS;

    private FixedGelu() {}

    /** One number, of up to 23 bits. */
    public static int apply(int x) {
        int u = Math.min(Math.abs(x), EDGE);
        int t = EDGE - u;
        int cubic = u * (t * t >> BITS) >> BITS;
        return Math.max(x, 0) - (cubic * FACTOR + (1 << 14) >> 15);
    }

    /** The numbers x[from] to x[to - 1], in place. */
    public static void apply(int[] x, int from, int to) {
        int done = 0;
        if (Lanes.PRESENT) {
            done = RescaleLanes.whole(to - from);
            RowLanes.gelu(x, from, done);
        }
        plain(x, from + done, to);
    }

    /** Signs are masks, which JDK 17 vectorizes. */
    static void plain(int[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            int value = x[i];
            int sign = value >> 31;
            int left = EDGE - ((value ^ sign) - sign);
            int t = left & ~(left >> 31);
            int cubic = (EDGE - t) * (t * t >> BITS) >> BITS;
            x[i] = (value & ~sign) - (cubic * FACTOR + (1 << 14) >> 15);
        }
    }
}
