package dev.tern.quant;

import dev.tern.tensor.ByShape;
import dev.tern.tensor.Scratch;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Walks a matrix in tiles of at most {@link #SIZE} neighbouring values, none of which crosses from one scale's group
 * into the next. How a matrix is cut depends on its shape only, never on the number of threads, so that sums gathered
 * tile by tile have the same bits everywhere.
 *
 * @param lines how many runs of values the matrix is; no group crosses from one into the next
 * @param line values of a run
 * @param longest values of a group; the last group of a run holds what is left
 */
record Tiles(int lines, int line, int longest) {
    /** Fits the first-level cache together with a result of the same size. */
    static final int SIZE = 4096;

    private static final ByShape<Tiles> KNOWN = new ByShape<>();

    private static final int VALUES = Scratch.QUANTIZERS;
    private static final int FIRST = VALUES + 1;
    private static final int SECOND = VALUES + 2;
    private static final int SUMS = VALUES + 3;
    private static final int THIRD = VALUES + 4;

    /** The calling thread's array for what a visitor makes of a tile; contents undefined. */
    static float[] first(int count) {
        return Scratch.floats(FIRST, count);
    }

    /** Another one. */
    static float[] second(int count) {
        return Scratch.floats(SECOND, count);
    }

    /** And another one. */
    static float[] third(int count) {
        return Scratch.floats(THIRD, count);
    }

    /** The calling thread's {@link Kernels#LANES} sums, all 0. */
    static float[] sums() {
        return cleared(Scratch.floats(SUMS, Kernels.LANES));
    }

    /** Makes an array {@link Kernels#LANES} sums, all 0. */
    static float[] cleared(float[] sums) {
        Arrays.fill(sums, 0, Kernels.LANES, 0);
        return sums;
    }

    /** What the lanes' sums come to. */
    static double total(float[] sums) {
        double total = 0;
        for (int lane = 0; lane < Kernels.LANES; lane++) {
            total += sums[lane];
        }
        return total;
    }

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

    /** Runs of values, cut into groups: always the same object for the same cut, since every step asks for it. */
    static Tiles of(int lines, int line, int longest) {
        Tiles known = KNOWN.get(lines, line, longest, 0, 0);
        return known == null ? KNOWN.add(lines, line, longest, 0, 0, new Tiles(lines, line, longest)) : known;
    }

    /** Groups of one size, one after the other. */
    static Tiles of(int groups, int groupSize) {
        return of(groups, groupSize, groupSize);
    }

    static Tiles of(Granularity granularity, int rows, int columns) {
        return granularity.tiles(rows, columns);
    }

    private int groupsOfALine() {
        return (line + longest - 1) / longest;
    }

    /** How many groups, and so scales, there are. */
    int groups() {
        return lines * groupsOfALine();
    }

    /** Where in the matrix a group begins. */
    int start(int group) {
        return group / groupsOfALine() * line + group % groupsOfALine() * longest;
    }

    /** How many values a group holds. */
    int size(int group) {
        return Math.min(longest, line - group % groupsOfALine() * longest);
    }

    /** How many tiles a group is at most; its tiles are numbered from group times this on. */
    int tilesOfAGroup() {
        return (longest + SIZE - 1) / SIZE;
    }

    /** Tiles there are numbers for; those past the end of a shorter group are never visited. */
    int count() {
        return groups() * tilesOfAGroup();
    }

    /** A loop over tiles, made once with its visitor; for one caller at a time. */
    static final class Walk implements Threads.Part {
        private static final IntPredicate EVERY = tile -> true;

        private final IntPredicate chosen;
        private final Visitor visitor;
        private Tiles tiles = Tiles.of(1, 1);
        private FloatBuffer matrix = Tensor.NONE.data();
        private int start;

        Walk(Visitor visitor) {
            this(EVERY, visitor);
        }

        /** One that visits some of the tiles. */
        Walk(IntPredicate chosen, Visitor visitor) {
            this.chosen = chosen;
            this.visitor = visitor;
        }

        /** Visits the tiles of a matrix. */
        void through(Tiles cut, FloatBuffer values) {
            through(cut, values, 0);
        }

        /** The same of a part that begins further on; offsets count from its beginning. */
        void through(Tiles cut, FloatBuffer values, int from) {
            tiles = cut;
            matrix = values;
            start = from;
            Threads.parallel(cut.count(), this);
        }

        @Override
        public void run(int from, int to) {
            Tiles cut = tiles;
            FloatBuffer values = matrix;
            int each = cut.tilesOfAGroup();
            float[] copy = Scratch.floats(VALUES, Math.min(SIZE, cut.longest));
            for (int tile = from; tile < to; tile++) {
                int group = tile / each;
                int skipped = tile % each * SIZE;
                int count = Math.min(SIZE, cut.size(group) - skipped);
                if (count > 0 && chosen.test(tile)) {
                    int offset = cut.start(group) + skipped;
                    values.get(start + offset, copy, 0, count);
                    visitor.visit(tile, group, offset, copy, count);
                }
            }
        }
    }

    void forEach(FloatBuffer values, Visitor visitor) {
        new Walk(visitor).through(this, values);
    }

    /** What is done with a whole group; called on several threads, each group once. */
    @FunctionalInterface
    interface GroupVisitor {
        void visit(int group, float[] values);
    }

    /** Visits whole groups, for what cannot be gathered tile by tile. */
    void forEachGroup(FloatBuffer values, GroupVisitor visitor) {
        Threads.parallel(groups(), (from, to) -> {
            for (int group = from; group < to; group++) {
                float[] copy = new float[size(group)];
                values.get(start(group), copy, 0, copy.length);
                visitor.visit(group, copy);
            }
        });
    }

    /** Adds the tiles' partial sums up, a total a group. */
    double[] totals(double[] partial) {
        double[] sums = partial.clone();
        addUp(sums);
        return Arrays.copyOf(sums, groups());
    }

    /** The same in place: of the first {@link #groups} numbers each is a group's total then. */
    void addUp(double[] sums) {
        int each = tilesOfAGroup();
        for (int group = 0, groups = groups(); group < groups; group++) {
            double total = 0;
            for (int tile = group * each; tile < (group + 1) * each; tile++) {
                total += sums[tile];
            }
            sums[group] = total;
        }
    }

    /** The calling thread's zeros, one a tile, for what is gathered on every thread. */
    double[] zeros(int slot) {
        return Scratch.zeros(slot, count());
    }

    /** The range of each group's values, 0 included. */
    Range[] ranges(FloatBuffer values) {
        float[] low = new float[count()];
        float[] high = new float[count()];
        forEach(values, (tile, group, offset, part, count) -> {
            float[] ends = {0, 0};
            Kernels.BEST.range(part, count, ends);
            low[tile] = ends[0];
            high[tile] = ends[1];
        });
        Range[] ranges = new Range[groups()];
        int each = tilesOfAGroup();
        for (int group = 0; group < ranges.length; group++) {
            float lowest = 0;
            float highest = 0;
            for (int tile = group * each; tile < (group + 1) * each; tile++) {
                lowest = Math.min(lowest, low[tile]);
                highest = Math.max(highest, high[tile]);
            }
            ranges[group] = new Range(lowest, highest);
        }
        return ranges;
    }
}
