package dev.tern.ibert;

/**
 * Integer exponential of numbers that are not positive: Kim et al., I-BERT, ICML 2021 (section 3.5, algorithm 3), with
 * the constants of the published code. x = r - z ln 2 with r in (-ln 2, 0], and a polynomial for exp(r):
 *
 * <pre>
 *   x0 = floor(-0.6931 / S),  q = max(q, 30 x0),  z = floor(q / x0),  r = q - z x0
 *   v  = (r + floor(0.96963238 / 0.35815147 / S)) r + floor(1 / 0.35815147 / S^2)
 *   out = max(v 2^(30 - z), 0),  S_out = 0.35815147 S^2 / 2^30
 * </pre>
 *
 * <p>The result has 53 bits at S = 0.001 and 60 at 0.0001; the paper's "INT32" is not to be taken literally.
 */
public final class IntegerExp {
    private static final double LN_2 = 0.6931;
    private static final double A = 0.35815147;
    private static final double B = 0.96963238;
    private static final int LARGEST_SHIFT = 30;
    private static final int BITS = 62;

    private final long x0;
    private final long b;
    private final long c;
    private final double outputScale;

    /**
     * @param scale S of the input, at least 0.00003, below 0.6931; finer ones overflow 64 bits
     */
    public IntegerExp(double scale) {
        if (!(scale > 0 && scale <= LN_2)) {
            throw new IllegalArgumentException(
                    "The integer exponential needs an input scale in (0, 0.6931], not " + scale + ".");
        }
        double constant = Math.floor(1 / A / (scale * scale));
        if (constant >= Math.scalb(1.0, BITS - LARGEST_SHIFT)) {
            throw new IllegalArgumentException("An input scale of " + scale
                    + " takes the integer exponential beyond 64 bits: use 0.00003 or more.");
        }
        x0 = (long) Math.floor(-LN_2 / scale);
        b = (long) Math.floor(B / A / scale);
        c = (long) constant;
        outputScale = A * scale * scale / (1L << LARGEST_SHIFT);
    }

    /** exp(S q) / {@link #outputScale}, for q of 0 and below. */
    public long apply(long q) {
        long bounded = Math.max(q, LARGEST_SHIFT * x0);
        // Both are negative, so the quotient is positive and truncation is the floor.
        long z = bounded / x0;
        long r = bounded - z * x0;
        long v = (r + b) * r + c;
        return Math.max(v << (LARGEST_SHIFT - z), 0);
    }

    /** What one unit of a result is worth. */
    public double outputScale() {
        return outputScale;
    }
}
