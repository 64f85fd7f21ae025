package dev.tern.tensor;

/**
 * Counter-based random numbers: the n-th number of a stream is a function of the seed and n alone, so threads may
 * compute any part of it. The mixing function of SplitMix64 (Steele, Lea, Flood 2014, "Fast Splittable Pseudorandom
 * Number Generators", figure 17).
 */
public final class Random64 {
    static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
    static final int FIRST_SHIFT = 30;
    static final long FIRST_FACTOR = 0xBF58476D1CE4E5B9L;
    static final int SECOND_SHIFT = 27;
    static final long SECOND_FACTOR = 0x94D049BB133111EBL;
    static final int THIRD_SHIFT = 31;

    private Random64() {}

    /** 64 random bits: number {@code counter} of the stream {@code seed}. */
    public static long at(long seed, long counter) {
        return mix(seed + (counter + 1) * GOLDEN_RATIO);
    }

    static long mix(long z) {
        long a = (z ^ (z >>> FIRST_SHIFT)) * FIRST_FACTOR;
        long b = (a ^ (a >>> SECOND_SHIFT)) * SECOND_FACTOR;
        return b ^ (b >>> THIRD_SHIFT);
    }
}
