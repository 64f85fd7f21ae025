package dev.tern.integer;

/** What one thread needs room for while it takes some rows through a layer; made once, then reused. */
final class Block {
    /** Rows of a block: few enough that their sums stay near a core, enough for a product to be fast. */
    static final int ROWS = 32;

    final byte[] bytes;
    final int[] sums;
    final int[] other;
    int[] score = new int[0];

    /** @param widest the most numbers a row has anywhere */
    Block(int widest) {
        bytes = new byte[ROWS * widest];
        sums = new int[ROWS * widest];
        other = new int[ROWS * widest];
    }

    void begin(int length) {
        if (score.length < length) {
            score = new int[length];
        }
    }
}
