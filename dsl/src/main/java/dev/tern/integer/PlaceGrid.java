package dev.tern.integer;

import dev.tern.quant.Grid;

/**
 * The grid of a place with codes kept as unsigned bytes: code plus 128 where codes are signed.
 *
 * @param grid left by training, with zero on it
 */
record PlaceGrid(Grid grid) {
    private static final int SIGNED = 128;

    /** What is added to a code to make it a byte. */
    int shift() {
        return grid.lowest() < 0 ? SIGNED : 0;
    }

    /** What a step of one code is worth. */
    float scale() {
        return (float) grid.scale();
    }

    /** The byte of the value zero. */
    int zero() {
        return grid.zeroPoint() + shift();
    }

    /** The smallest code counted from that of zero. */
    int lowest() {
        return grid.lowest() - grid.zeroPoint();
    }

    /** The largest code counted from that of zero. */
    int highest() {
        return grid.highest() - grid.zeroPoint();
    }

    /** How far from zero a code can be. */
    int largest() {
        return Math.max(-lowest(), highest());
    }
}
