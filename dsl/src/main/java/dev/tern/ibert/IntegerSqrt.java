package dev.tern.ibert;

/**
 * Integer square root: Kim et al., "I-BERT: Integer-only BERT Quantization", ICML 2021 (algorithm 4), Newton's iteration
 *
 * <pre>
 *   x0 = 2^ceil(bits(n) / 2),  x <- floor((x + floor(n / x)) / 2) until it no longer falls
 * </pre>
 *
 * <p>The paper states that four iterations are enough for 32 bits. They are not: five are common and six occur
 * (n = 1,075,118,444), so the loop runs until it stops.
 */
public final class IntegerSqrt {
    private IntegerSqrt() {}

    /**
     * floor(sqrt(n)), exact.
     *
     * @param n at least 0
     */
    public static long floor(long n) {
        if (n < 0) {
            throw new IllegalArgumentException("There is no square root of " + n + ": give a number of at least 0.");
        }
        if (n < 2) {
            return n;
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(n);
        long x = 1L << (bits + 1) / 2;
        while (true) {
            long next = (x + n / x) >> 1;
            if (next >= x) {
                return x;
            }
            x = next;
        }
    }

    /** How often the iteration is evaluated for n until it stops, the last time included; 0 for 0. */
    public static int evaluations(long n) {
        if (n == 0) {
            return 0;
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(n);
        long x = 1L << (bits + 1) / 2;
        for (int count = 1; ; count++) {
            long next = (x + n / x) >> 1;
            if (next >= x) {
                return count;
            }
            x = next;
        }
    }
}
