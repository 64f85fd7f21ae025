package dev.tern.ibert;

/**
 * 2^-u for u of at least 0 in units of 2^-14; the result in units of 2^-15. As in I-BERT (Kim et al., ICML 2021, section
 * 3.5, algorithm 3) a polynomial serves the fraction of u and a shift the rest, but u counts halvings, so that they
 * part without a division, and the scale is fixed, so that 16 bits hold the result; the published form takes 53 bits at
 * a scale of 0.001 and overflows 64 at 0.00001.
 *
 * <pre>
 *   z = floor(u),  r = u - z,  2^-u = (1 - 1.3831 r + 0.46204 r^2 - 0.07898 r^3) / 2^z
 * </pre>
 *
 * <p>In units the polynomial is 1 at 0 and exactly 1/2 at 1, so the pieces join and the result never rises. It is within
 * 1e-4, where the published quadratic is within 1.9e-3.
 */
public final class FixedExp {
    /** The result of 0. */
    public static final int ONE = 1 << FixedPoint.UNIT_BITS;

    /** The result of this and beyond is 0. */
    public static final int LARGEST = (16 << FixedPoint.BITS) - 1;

    private static final int BITS = FixedPoint.BITS;
    static final int MASK = (1 << BITS) - 1;
    static final int LINEAR = 22_660;
    static final int SQUARE = 7_570;
    static final int CUBE = 1_294;

    private FixedExp() {}

    /** One number, at least 0. */
    public static int apply(int u) {
        int bounded = Math.min(u, LARGEST);
        int r = bounded & MASK;
        int slope = ((SQUARE - (CUBE * r >> BITS)) * r >> BITS) - LINEAR;
        return ONE + (r * slope >> BITS) >> (bounded >> BITS);
    }

    /** The numbers u[from] to u[to - 1], in place. A shift by z is four shifts taken or left, which vectorize. */
    public static void apply(int[] u, int from, int to) {
        for (int i = from; i < to; i++) {
            int left = LARGEST - u[i];
            int bounded = LARGEST - (left & ~(left >> 31));
            int r = bounded - (bounded >> BITS << BITS);
            int slope = ((SQUARE - (CUBE * r >> BITS)) * r >> BITS) - LINEAR;
            int v = ONE + (r * slope >> BITS);
            // A bit of z, moved to the sign and spread, takes or leaves its shift.
            v -= v - (v >> 1) & bounded << 31 - BITS >> 31;
            v -= v - (v >> 2) & bounded << 30 - BITS >> 31;
            v -= v - (v >> 4) & bounded << 29 - BITS >> 31;
            u[i] = v - (v - (v >> 8) & bounded << 28 - BITS >> 31);
        }
    }
}
