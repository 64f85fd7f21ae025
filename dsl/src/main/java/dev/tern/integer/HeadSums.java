package dev.tern.integer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Loops over bytes, eight at a time in a long, that {@link HeadProducts} needs to take zeros out. */
final class HeadSums {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SIGNS = 0x8080808080808080L;
    private static final long EVEN_BYTES = 0x00FF00FF00FF00FFL;
    private static final long ONES = 0x0001000100010001L;

    /** So many longs add up in 16 bits: 128 · 2 · 255 is below 2^16. */
    private static final int FITTING = 128 * Long.BYTES;

    private HeadSums() {}

    /** The sum of n unsigned bytes. */
    static int ofRow(byte[] codes, int at, int n) {
        int end = at + n / Long.BYTES * Long.BYTES;
        int total = 0;
        int i = at;
        while (i < end) {
            int stop = Math.min(end, i + FITTING);
            long pairs = 0;
            for (; i < stop; i += Long.BYTES) {
                long eight = (long) LONGS.get(codes, i);
                pairs += (eight & EVEN_BYTES) + (eight >>> Byte.SIZE & EVEN_BYTES);
            }
            total += (int) ((pairs & 0xFFFF) + (pairs >>> 16 & 0xFFFF) + (pairs >>> 32 & 0xFFFF) + (pairs >>> 48));
        }
        for (; i < at + n; i++) {
            total += codes[i] & 0xFF;
        }
        return total;
    }

    /** The sums of a head's columns of unsigned bytes, added to {@code sums}. */
    static void ofColumns(ProductOfHeads.Codes values, int head, ProductOfHeads.Measures m, int[] sums) {
        for (int j = 0; j < m.time(); j++) {
            int at = values.at() + head * values.apart() + j * values.stride();
            for (int c = 0; c < m.width(); c++) {
                sums[c] += values.codes()[at + c] & 0xFF;
            }
        }
    }

    /** Unsigned bytes less 128, as signed ones. */
    static void flipSigns(byte[] codes, int at, byte[] signed, int n) {
        int i = 0;
        for (; i + Long.BYTES <= n; i += Long.BYTES) {
            LONGS.set(signed, i, (long) LONGS.get(codes, at + i) ^ SIGNS);
        }
        for (; i < n; i++) {
            signed[i] = (byte) (codes[at + i] ^ 0x80);
        }
    }
}
