package dev.tern.ibert;

/**
 * tanh x = sgn x (1 - e) / (1 + e), e = exp(-2 |x|) by {@link FixedExp}; x in units of 2^-14, the result of 2^-15. I-BERT
 * has none: its classifier stays in float.
 */
public final class FixedTanh {
    /** 2 / ln 2 in units of 2^-12. */
    private static final int EXPONENT = 11_819;

    /** Where the exponent reaches 16, and e is 0. */
    private static final int LARGEST = 90_850;

    private FixedTanh() {}

    /** One number. */
    public static int apply(int x) {
        int e = FixedExp.apply(Math.min(Math.abs(x), LARGEST) * EXPONENT >> 12);
        int magnitude = (FixedExp.ONE - e << FixedPoint.UNIT_BITS) / (FixedExp.ONE + e);
        return x < 0 ? -magnitude : magnitude;
    }

    /** The numbers x[from] to x[to - 1], in place. */
    public static void apply(int[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = apply(x[i]);
        }
    }
}
