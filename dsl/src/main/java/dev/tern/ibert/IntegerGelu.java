package dev.tern.ibert;

/**
 * Integer GELU: Kim et al., I-BERT, ICML 2021 (section 3.4, algorithm 2), with the constants of the published code. The
 * error function is a polynomial up to where it is flat, a = -0.2888, b = -1.769, c = 1:
 *
 * <pre>
 *   Se = S / 1.4142,  qb = floor(b / Se),  qc = floor(c / (a Se^2))
 *   y  = sign(q) ((min(|q|, -qb) + qb)^2 + qc) >> shift,   Sy = a Se^2 2^shift
 *   out = q (y + floor(1 / Sy)),  S_out = S Sy / 2         (negative)
 * </pre>
 *
 * <p>The published code shifts by 14 bits, the paper does not. With the scale of a 32-bit accumulator (S up to about
 * 0.001) both stay within 0.018 of GELU on [-4, 4]; with an 8-bit scale of 0.01 the shift leaves an error of 0.7.
 */
public final class IntegerGelu {
    /** The shift of the published code. */
    public static final int PUBLISHED_SHIFT = 14;

    private static final double ROOT_2 = 1.4142;
    private static final double A = -0.2888;
    private static final double B = -1.769;

    private final int shift;
    private final long b;
    private final long c;
    private final long one;
    private final double outputScale;

    /**
     * @param scale S of the input, above 0
     * @param shift bits dropped from the error function, 0 as in the paper to 14 as in the code
     */
    public IntegerGelu(double scale, int shift) {
        if (!(scale > 0) || shift < 0 || shift > PUBLISHED_SHIFT) {
            throw new IllegalArgumentException("The integer GELU needs a scale above 0 and a shift of 0 to 14, not "
                    + scale + " and " + shift + ".");
        }
        double erfScale = scale / ROOT_2;
        double polynomialScale = A * erfScale * erfScale;
        this.shift = shift;
        b = (long) Math.floor(B / erfScale);
        c = (long) Math.floor(1 / polynomialScale);
        double shifted = polynomialScale * (1L << shift);
        one = (long) Math.floor(1 / shifted);
        outputScale = scale * shifted / 2;
    }

    /** GELU(S q) / {@link #outputScale}. */
    public long apply(long q) {
        long inside = Math.min(Math.abs(q), -b) + b;
        long erf = Long.signum(q) * (inside * inside + c);
        return q * ((erf >> shift) + one);
    }

    /** What one unit of a result is worth; negative. */
    public double outputScale() {
        return outputScale;
    }
}
