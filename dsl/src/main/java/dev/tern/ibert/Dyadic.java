package dev.tern.ibert;

/**
 * A positive ratio as multiplier / 2^shift, for integers of up to 63 bits: Kim et al., I-BERT, ICML 2021 (section 3.2),
 * {@code fixedpoint_mul} of the published code, with products of 128 bits so that nothing overflows.
 *
 * @param multiplier in [2^30, 2^31)
 * @param shift at least 0
 */
record Dyadic(long multiplier, int shift) {
    private static final int MANTISSA_BITS = 31;

    /** The nearest such ratio; below 2^30. */
    static Dyadic of(double ratio) {
        if (!(ratio > 0 && ratio < 0x1p30)) {
            throw new IllegalArgumentException("A ratio of scales lies in (0, 2^30), but this one is " + ratio + ".");
        }
        int exponent = Math.getExponent(ratio) + 1;
        long multiplier = (long) Math.floor(Math.scalb(ratio, MANTISSA_BITS - exponent) + 0.5);
        if (multiplier == 1L << MANTISSA_BITS) {
            multiplier >>= 1;
            exponent++;
        }
        return new Dyadic(multiplier, MANTISSA_BITS - exponent);
    }

    /** rne(q * multiplier / 2^shift), exact. */
    long apply(long q) {
        long high = Math.multiplyHigh(q, multiplier);
        long low = q * multiplier;
        if (shift == 0) {
            return low;
        }
        if (shift > 2 * Long.SIZE - 2) {
            return 0;
        }
        long floor;
        boolean aboveHalf;
        boolean atHalf;
        if (shift <= Long.SIZE) {
            floor = shift == Long.SIZE ? high : (high << (Long.SIZE - shift)) | (low >>> shift);
            long rest = shift == Long.SIZE ? low : low << (Long.SIZE - shift);
            aboveHalf = Long.compareUnsigned(rest, Long.MIN_VALUE) > 0;
            atHalf = rest == Long.MIN_VALUE;
        } else {
            floor = high >> (shift - Long.SIZE);
            long rest = high << (2 * Long.SIZE - shift);
            aboveHalf = Long.compareUnsigned(rest, Long.MIN_VALUE) > 0 || rest == Long.MIN_VALUE && low != 0;
            atHalf = rest == Long.MIN_VALUE && low == 0;
        }
        return aboveHalf || atHalf && (floor & 1) == 1 ? floor + 1 : floor;
    }
}
