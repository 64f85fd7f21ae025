package dev.tern.quant;

import dev.tern.tensor.Threads;
import java.nio.FloatBuffer;

/**
 * Walks a matrix in tiles of at most {@link #SIZE} neighbouring values, none of which crosses from one scale's group
 * into the next. How a matrix is cut depends on its shape only, never on the number of threads, so that sums gathered
 * tile by tile have the same bits everywhere.
 */
record Tiles(int groups, int groupSize) {
    /** Fits the first-level cache together with a result of the same size. */
    static final int SIZE = 4096;

    /** What is done with a tile; called on several threads, each with its own copy of the values. */
    @FunctionalInterface
    interface Visitor {
        /**
         * @param tile its number, below {@link #count()}
         * @param group the group it belongs to
         * @param offset where in the matrix it begins
         * @param values a copy of its values, from index 0; more may follow them
         * @param count how many they are
         */
        void visit(int tile, int group, int offset, float[] values, int count);
    }

    static Tiles of(Granularity granularity, int rows, int columns) {
        return new Tiles(granularity.groups(rows), granularity.groupSize(rows, columns));
    }

    int tilesOfAGroup() {
        return (groupSize + SIZE - 1) / SIZE;
    }

    int count() {
        return groups * tilesOfAGroup();
    }

    void forEach(FloatBuffer values, Visitor visitor) {
        int each = tilesOfAGroup();
        Threads.parallel(count(), (from, to) -> {
            float[] copy = new float[Math.min(SIZE, groupSize)];
            for (int tile = from; tile < to; tile++) {
                int group = tile / each;
                int start = tile % each * SIZE;
                int count = Math.min(SIZE, groupSize - start);
                int offset = group * groupSize + start;
                values.get(offset, copy, 0, count);
                visitor.visit(tile, group, offset, copy, count);
            }
        });
    }

    /** Adds the tiles' partial sums up, a total a group. */
    double[] totals(double[] partial) {
        double[] totals = new double[groups];
        for (int tile = 0; tile < partial.length; tile++) {
            totals[tile / tilesOfAGroup()] += partial[tile];
        }
        return totals;
    }
}
