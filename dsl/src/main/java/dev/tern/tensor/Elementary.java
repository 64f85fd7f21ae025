package dev.tern.tensor;

/** Coefficients of the elementary functions, and their plain form; the vector kernels evaluate the same expressions. */
final class Elementary {
    /** 1.5 * 2^23: adding and subtracting it rounds a float below 2^22 to the nearest whole number, ties to even. */
    static final float ROUNDER = 12582912f;

    static final float LOG2_E = 1.44269504f;
    static final float LN2_HIGH = 0.693359375f;
    static final float LN2_LOW = -2.12194440e-4f;
    /** Below this exp is 0 here: its value would be subnormal. */
    static final float EXP_LOWEST = -87.3f;

    static final float EXP_HIGHEST = 88.3f;

    /** exp(r) = 1 + r + r^2 P(r) on |r| <= ln(2)/2, highest power first (Cephes, expf). */
    static final float[] EXP = {
        1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f
    };

    /**
     * Upper tail of the normal distribution, Q(x) = t (b1 + t (b2 + ...)) exp(-x^2/2), t = 1/(1 + p x), x >= 0:
     * Abramowitz and Stegun 7.1.26 with x/sqrt(2) put in and halved; absolute error below 7.5e-8. Highest power first.
     */
    static final float[] TAIL = {0.5307027145f, -0.7265760135f, 0.7107068705f, -0.142248368f, 0.127414796f};

    static final float TAIL_P = 0.3275911f * 0.70710678f;
    /** 1/sqrt(2 pi). */
    static final float DENSITY_AT_ZERO = 0.39894228f;

    private Elementary() {}

    /** e^x with relative error below 2e-7; 0 below {@link #EXP_LOWEST}, clamped above {@link #EXP_HIGHEST}. */
    static float exp(float x) {
        if (x < EXP_LOWEST) {
            return 0;
        }
        float bounded = Math.min(x, EXP_HIGHEST);
        float shifted = Math.fma(bounded, LOG2_E, ROUNDER);
        float whole = shifted - ROUNDER;
        float r = Math.fma(whole, -LN2_LOW, Math.fma(whole, -LN2_HIGH, bounded));
        float sum = EXP[0];
        for (int k = 1; k < EXP.length; k++) {
            sum = Math.fma(sum, r, EXP[k]);
        }
        float result = Math.fma(sum, r * r, r) + 1;
        return result * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + 0x3F800000);
    }
}
