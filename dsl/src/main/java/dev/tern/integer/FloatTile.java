package dev.tern.integer;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Six rows by two vectors of sums, held in registers over the depth: 15 registers, which every processor has. Written
 * out line by line because the compiler keeps local variables in registers, but not the elements of an array.
 */
final class FloatTile {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();

    /** What a sum is after the loop; left to find out, the compiler of JDK 17 sometimes makes it an object. */
    private static final Class<? extends FloatVector> TYPE = FloatVector.zero(S).getClass();

    static final int ROWS = 6;
    static final int COLUMNS = 2 * W;

    /** 1.5 · 2²³, and its bits. */
    private static final float START = 0x1.8p23f;

    private static final int START_BITS = Float.floatToRawIntBits(START);

    private FloatTile() {}

    /**
     * sums[i][j] = sum over p of x[p][i] · w[p][j], overwritten.
     *
     * @param x whole numbers, [depth, ROWS] from index {@code xAt}
     * @param w whole numbers, [depth, COLUMNS] from index {@code wAt}
     * @param sums [ROWS, COLUMNS], at most 2²² in magnitude
     */
    static void multiply(int depth, float[] x, int xAt, float[] w, int wAt, int[] sums) {
        FloatVector a0 = FloatVector.broadcast(S, START);
        FloatVector b0 = FloatVector.broadcast(S, START);
        FloatVector a1 = FloatVector.broadcast(S, START);
        FloatVector b1 = FloatVector.broadcast(S, START);
        FloatVector a2 = FloatVector.broadcast(S, START);
        FloatVector b2 = FloatVector.broadcast(S, START);
        FloatVector a3 = FloatVector.broadcast(S, START);
        FloatVector b3 = FloatVector.broadcast(S, START);
        FloatVector a4 = FloatVector.broadcast(S, START);
        FloatVector b4 = FloatVector.broadcast(S, START);
        FloatVector a5 = FloatVector.broadcast(S, START);
        FloatVector b5 = FloatVector.broadcast(S, START);
        for (int p = 0, q = xAt, r = wAt; p < depth; p++, q += ROWS, r += COLUMNS) {
            FloatVector left = FloatVector.fromArray(S, w, r);
            FloatVector right = FloatVector.fromArray(S, w, r + W);
            FloatVector x0 = FloatVector.broadcast(S, x[q]);
            a0 = x0.fma(left, a0);
            b0 = x0.fma(right, b0);
            FloatVector x1 = FloatVector.broadcast(S, x[q + 1]);
            a1 = x1.fma(left, a1);
            b1 = x1.fma(right, b1);
            FloatVector x2 = FloatVector.broadcast(S, x[q + 2]);
            a2 = x2.fma(left, a2);
            b2 = x2.fma(right, b2);
            FloatVector x3 = FloatVector.broadcast(S, x[q + 3]);
            a3 = x3.fma(left, a3);
            b3 = x3.fma(right, b3);
            FloatVector x4 = FloatVector.broadcast(S, x[q + 4]);
            a4 = x4.fma(left, a4);
            b4 = x4.fma(right, b4);
            FloatVector x5 = FloatVector.broadcast(S, x[q + 5]);
            a5 = x5.fma(left, a5);
            b5 = x5.fma(right, b5);
        }
        TYPE.cast(a0).reinterpretAsInts().sub(START_BITS).intoArray(sums, 0 * COLUMNS);
        TYPE.cast(b0).reinterpretAsInts().sub(START_BITS).intoArray(sums, 0 * COLUMNS + W);
        TYPE.cast(a1).reinterpretAsInts().sub(START_BITS).intoArray(sums, 1 * COLUMNS);
        TYPE.cast(b1).reinterpretAsInts().sub(START_BITS).intoArray(sums, 1 * COLUMNS + W);
        TYPE.cast(a2).reinterpretAsInts().sub(START_BITS).intoArray(sums, 2 * COLUMNS);
        TYPE.cast(b2).reinterpretAsInts().sub(START_BITS).intoArray(sums, 2 * COLUMNS + W);
        TYPE.cast(a3).reinterpretAsInts().sub(START_BITS).intoArray(sums, 3 * COLUMNS);
        TYPE.cast(b3).reinterpretAsInts().sub(START_BITS).intoArray(sums, 3 * COLUMNS + W);
        TYPE.cast(a4).reinterpretAsInts().sub(START_BITS).intoArray(sums, 4 * COLUMNS);
        TYPE.cast(b4).reinterpretAsInts().sub(START_BITS).intoArray(sums, 4 * COLUMNS + W);
        TYPE.cast(a5).reinterpretAsInts().sub(START_BITS).intoArray(sums, 5 * COLUMNS);
        TYPE.cast(b5).reinterpretAsInts().sub(START_BITS).intoArray(sums, 5 * COLUMNS + W);
    }
}
