package dev.tern.quant;

/**
 * Multiplies an integer by a real ratio with integers only: the ratio is written as {@code multiplier / 2^shift}.
 *
 * <p>The form used by the whole engine rounds once, half to even: {@code rne(q * M / 2^k)} (Kim et al., I-BERT, ICML
 * 2021, {@code fixedpoint_mul} of the published code). gemmlowp's form (Jacob et al., CVPR 2018, section 2.2) rounds
 * twice, half away from zero; it stands here to be compared with.
 *
 * @param multiplier M in [2^30, 2^31)
 * @param shift k, at least 0
 */
public record Requantizer(int multiplier, int shift) {
    public Requantizer {
        if (multiplier < 1 << 30 || shift < 0) {
            throw new IllegalArgumentException("A requantizer is M / 2^k with M in [2^30, 2^31) and k >= 0, not "
                    + multiplier + " / 2^" + shift + ".");
        }
    }

    /**
     * The nearest ratio with a 31-bit multiplier.
     *
     * @param ratio scale of the integers that come in over the scale of those that go out; in (0, 2^31)
     */
    public static Requantizer of(double ratio) {
        return of(parts(ratio));
    }

    private static Requantizer of(long parts) {
        return new Requantizer(multiplier(parts), shift(parts));
    }

    /** The nearest ratio as {@link #multiplier(long)} and {@link #shift(long)}: no object, for every step needs some. */
    private static long parts(double ratio) {
        if (!(ratio > 0 && ratio < 0x1p31)) {
            throw new IllegalArgumentException(
                    "The ratio of two scales lies in (0, 2^31), but this one is " + ratio + ".");
        }
        // frexp: ratio = mantissa * 2^exponent with mantissa in [1/2, 1).
        int exponent = Math.getExponent(ratio) + 1;
        double mantissa = Math.scalb(ratio, -exponent);
        long multiplier = (long) Math.floor(mantissa * 0x1p31 + 0.5);
        if (multiplier == 1L << 31) {
            multiplier >>= 1;
            exponent++;
        }
        if (exponent > 31) {
            throw new IllegalArgumentException(
                    "The ratio of two scales lies in (0, 2^31), but this one is " + ratio + ".");
        }
        return parts(multiplier, 31 - exponent);
    }

    private static long parts(long multiplier, int shift) {
        return (long) shift << 32 | multiplier;
    }

    /** M of a ratio that {@link Form#parts} gave. */
    static int multiplier(long parts) {
        return (int) parts;
    }

    /** k of it. */
    static int shift(long parts) {
        return (int) (parts >>> 32);
    }

    /** How exactly a ratio of scales is written. */
    public enum Form {
        /** 31 bits: what programs with float steps in between use. */
        BITS_31,
        /** 16 bits, the others 0: what 32-bit arithmetic can multiply by, {@code dev.tern.ibert.Rescale}. */
        BITS_16;

        /** From integers of one scale to integers of another. */
        public Requantizer between(float scaleIn, float scaleOut) {
            return of(parts(scaleIn, scaleOut));
        }

        /** The same as one number. */
        long parts(float scaleIn, float scaleOut) {
            long exact = Requantizer.parts((double) scaleIn / scaleOut);
            if (this == BITS_31) {
                return exact;
            }
            long rounded = (multiplier(exact) + (1L << 14)) >> 15 << 15;
            return rounded == 1L << 31
                    ? Requantizer.parts(1L << 30, shift(exact) - 1)
                    : Requantizer.parts(rounded, shift(exact));
        }
    }

    /** From integers of one scale to integers of another. */
    public static Requantizer between(float scaleIn, float scaleOut) {
        return of((double) scaleIn / scaleOut);
    }

    /** The ratio this stands for, exactly. */
    public double ratio() {
        return ratio(multiplier, shift);
    }

    static double ratio(int multiplier, int shift) {
        return Math.scalb((double) multiplier, -shift);
    }

    /** rne(q * M / 2^k), exact for every int. */
    public long apply(int q) {
        return apply(q, multiplier, shift);
    }

    static long apply(int q, int multiplier, int shift) {
        return shiftHalfEven((long) q * multiplier, shift);
    }

    /** {@link #apply}, plus the zero point, saturated to [lowest, highest]. */
    public int apply(int q, int zeroPoint, int lowest, int highest) {
        return saturate(apply(q) + zeroPoint, lowest, highest);
    }

    /** The sum of two branches, each rounded on its own, saturated: I-BERT's residual add. */
    public int addResidual(int q, Requantizer other, int identity, int lowest, int highest) {
        return saturate(apply(q) + other.apply(identity), lowest, highest);
    }

    /** value / 2^shift, rounded half to even; exact. */
    static long shiftHalfEven(long value, int shift) {
        if (shift == 0) {
            return value;
        }
        if (shift > 62) {
            // |value| <= 2^62, so the quotient is at most a half, and the half rounds to the even 0.
            return 0;
        }
        // Just below a half more, or exactly a half where the floor is odd: no branch, and |value| leaves room.
        long odd = value >> shift & 1;
        return value + (1L << (shift - 1)) - 1 + odd >> shift;
    }

    private static int saturate(long value, int lowest, int highest) {
        return (int) Math.max(lowest, Math.min(highest, value));
    }

    /**
     * gemmlowp's form of the same ratio: a saturating rounding doubling high multiply, then a rounding right shift.
     *
     * @param multiplier M0 in [2^30, 2^31), or 0
     * @param exponent the ratio is M0 / 2^31 * 2^exponent
     */
    public record Gemmlowp(int multiplier, int exponent) {
        /** The nearest such form of a ratio, at least 0. */
        public static Gemmlowp of(double ratio) {
            if (ratio == 0) {
                return new Gemmlowp(0, 0);
            }
            Requantizer nearest = Requantizer.of(ratio);
            return new Gemmlowp(nearest.multiplier, 31 - nearest.shift);
        }

        /** The product, rounded twice; a left shift saturates. */
        public int apply(int q) {
            long shifted = exponent > 0 ? (long) q << exponent : q;
            int left = saturate(shifted, Integer.MIN_VALUE, Integer.MAX_VALUE);
            return roundingShift(highMultiply(left, multiplier), Math.max(-exponent, 0));
        }

        /** Round(a * b / 2^31), the one overflow (-2^31 squared) saturated: SQRDMULH. */
        public static int highMultiply(int a, int b) {
            if (a == Integer.MIN_VALUE && b == Integer.MIN_VALUE) {
                return Integer.MAX_VALUE;
            }
            long product = (long) a * b;
            long nudge = product >= 0 ? 1L << 30 : 1 - (1L << 30);
            return (int) ((product + nudge) / (1L << 31));
        }

        /** value / 2^shift, rounded half away from zero. */
        public static int roundingShift(int value, int shift) {
            if (shift > 31) {
                return 0;
            }
            long mask = (1L << shift) - 1;
            long threshold = (mask >> 1) + (value < 0 ? 1 : 0);
            return (int) (((long) value >> shift) + ((value & mask) > threshold ? 1 : 0));
        }
    }
}
