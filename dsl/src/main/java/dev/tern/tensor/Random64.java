package dev.tern.tensor;

/**
 * Counter-based random numbers: the n-th number of a stream is a function of the seed and n alone, so threads may
 * compute any part of it. The mixing function of SplitMix64 (Steele, Lea, Flood 2014, "Fast Splittable Pseudorandom
 * Number Generators", figure 17).
 */
public final class Random64 {
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private Random64() {}

    /** 64 random bits: number {@code counter} of the stream {@code seed}. */
    public static long at(long seed, long counter) {
        return mix(seed + (counter + 1) * GOLDEN_RATIO);
    }

    static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
