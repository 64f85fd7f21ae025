package dev.tern.io;

/** IEEE 754 binary16, which Java has no intrinsic for before 20. */
final class HalfFloat {

    private HalfFloat() {}

    /** The same number as a float; exact for every half, infinities and NaN included. */
    static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float subnormal = fraction * 0x1p-24f;
            return sign == 0 ? subnormal : -subnormal;
        }
        int wide = exponent == 0x1f ? 0xff : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }
}
