package dev.tern.quant;

/**
 * Products of binary codes by counting bits: Rastegari, Ordonez, Redmon, Farhadi, "XNOR-Net", ECCV 2016 (section 3.2).
 * With -1 stored as the bit 0 and 1 as the bit 1, two codes have the product 1 where their bits agree, so
 *
 * <pre>
 *   a . b = n - 2 popcount(a xor b)
 * </pre>
 *
 * <p>Bits past the n-th of the last word are 0 in both and count for nothing.
 */
public final class Xnor {
    private Xnor() {}

    /** Words that {@code count} codes take. */
    public static int words(int count) {
        return (count + Long.SIZE - 1) / Long.SIZE;
    }

    /**
     * Packs codes, 64 to a word, the first one lowest.
     *
     * @param codes -1 or 1
     */
    public static long[] pack(byte[] codes) {
        long[] words = new long[words(codes.length)];
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] != -1 && codes[i] != 1) {
                throw new IllegalArgumentException("Code " + codes[i] + " at " + i
                        + " is not binary: -1 or 1. A zero, of padding for instance, has no bit.");
            }
            words[i / Long.SIZE] |= (codes[i] + 1L) / 2 << i;
        }
        return words;
    }

    /**
     * The dot product of two packed vectors.
     *
     * @param count their length in codes; bits beyond it may hold anything
     */
    public static int dot(long[] a, long[] b, int count) {
        if (a.length < words(count) || b.length < words(count)) {
            throw new IllegalArgumentException(count + " codes take " + words(count) + " words, but there are "
                    + a.length + " and " + b.length + ".");
        }
        int different = 0;
        for (int word = 0; word < count / Long.SIZE; word++) {
            different += Long.bitCount(a[word] ^ b[word]);
        }
        int tail = count % Long.SIZE;
        if (tail > 0) {
            int last = count / Long.SIZE;
            different += Long.bitCount((a[last] ^ b[last]) & ((1L << tail) - 1));
        }
        return count - 2 * different;
    }

    /**
     * x w^T in integers.
     *
     * @param x rows of packed codes
     * @param w outputs, each a row of as many codes
     * @param count codes of a row
     * @return [row][output]
     */
    public static int[][] product(long[][] x, long[][] w, int count) {
        int[][] product = new int[x.length][w.length];
        for (int row = 0; row < x.length; row++) {
            for (int output = 0; output < w.length; output++) {
                product[row][output] = dot(x[row], w[output], count);
            }
        }
        return product;
    }
}
