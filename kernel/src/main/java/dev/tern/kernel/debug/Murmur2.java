package dev.tern.kernel.debug;

import java.nio.charset.StandardCharsets;

/**
 * MurmurHash2 (Austin Appleby), 32 bits, of UTF-8: the name that JupyterLab gives a cell's code. Little-endian words
 * of four bytes, each multiplied by m, mixed by its own upper bits, multiplied by m, and taken in with
 * h = h * m xor k.
 */
final class Murmur2 {
    private static final int M = 0x5bd1e995;

    private Murmur2() {}

    /** The hash, from 0 to 2^32 - 1. */
    static long hash(String text, int seed) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        int h = seed ^ data.length;
        int at = 0;
        for (; data.length - at >= 4; at += 4) {
            int k = (data[at] & 0xff)
                    | (data[at + 1] & 0xff) << 8
                    | (data[at + 2] & 0xff) << 16
                    | (data[at + 3] & 0xff) << 24;
            k *= M;
            k ^= k >>> 24;
            h = h * M ^ k * M;
        }
        int left = data.length - at;
        if (left > 0) {
            for (int i = left - 1; i >= 0; i--) {
                h ^= (data[at + i] & 0xff) << 8 * i;
            }
            h *= M;
        }
        h ^= h >>> 13;
        h *= M;
        h ^= h >>> 15;
        return Integer.toUnsignedLong(h);
    }
}
