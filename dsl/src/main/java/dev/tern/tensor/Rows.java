package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Moves parts of tensors between their memory and heap tiles. */
final class Rows {
    /** Elements of a tile when an operation treats every element alike. */
    static final int TILE = 2048;

    private static final int SCRATCH = 9;
    private static final int ADDED = 15;

    /** An elementwise operation on a part: {@code n} elements from {@code at} on. */
    @FunctionalInterface
    interface Tile {
        void run(int at, int n);
    }

    private Rows() {}

    /** A loop over all elements, in parallel, {@link #TILE} at a time; for one caller at a time. */
    static final class Each implements Threads.Part {
        private final Tile tile;
        private int size;

        Each(Tile tile) {
            this.tile = tile;
        }

        /** Runs it over this many elements. */
        void over(int elements) {
            size = elements;
            Threads.parallel((elements + TILE - 1) / TILE, 8, this);
        }

        @Override
        public void run(int from, int to) {
            for (int i = from; i < to; i++) {
                tile.run(i * TILE, Math.min(TILE, size - i * TILE));
            }
        }
    }

    /** Runs {@code tile} over all elements, in parallel, {@link #TILE} at a time. */
    static void each(int size, Tile tile) {
        new Each(tile).over(size);
    }

    /** Real values {@code at} to {@code at + n} into the start of {@code tile}. */
    static void load(Tensor tensor, int at, float[] tile, int n) {
        load(tensor, at, tile, 0, n);
    }

    static void load(Tensor tensor, int at, float[] tile, int offset, int n) {
        tensor.data().get(at, tile, offset, n);
        if (tensor.isCoded()) {
            if (tensor.hasRowScales()) {
                for (int i = 0; i < n; i++) {
                    tile[offset + i] *= tensor.rowScale((at + i) / tensor.columns());
                }
                return;
            }
            float scale = tensor.scale();
            for (int i = offset; i < offset + n; i++) {
                tile[i] *= scale;
            }
        }
    }

    /** Writes or, if {@code started} (see {@link Tensor#startGradient}), adds n values to a gradient. */
    static void give(FloatBuffer gradient, boolean started, int at, float[] values, int n) {
        if (started) {
            float[] sum = Scratch.floats(SCRATCH, n);
            gradient.get(at, sum, 0, n);
            RowKernels.BEST.addScaled(1, values, sum, n);
            gradient.put(at, sum, 0, n);
        } else {
            gradient.put(at, values, 0, n);
        }
    }

    /** The same with n values that start at {@code from} in their array. */
    static void give(FloatBuffer gradient, boolean started, int at, float[] values, int from, int n) {
        if (started) {
            float[] added = Scratch.floats(ADDED, n);
            System.arraycopy(values, from, added, 0, n);
            give(gradient, true, at, added, n);
        } else {
            gradient.put(at, values, from, n);
        }
    }

    /**
     * A whole row vector, padded with zeros, as real values.
     *
     * @param slot {@link Scratch#VECTOR} or the one after it: the calling thread's, valid until asked for again
     */
    static float[] vector(int slot, Tensor tensor) {
        int size = tensor.size();
        int padded = RowKernels.padded(size);
        float[] values = Scratch.floats(slot, padded);
        load(tensor, 0, values, size);
        Arrays.fill(values, size, padded, 0);
        return values;
    }

    static void requireShape(int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "A tensor has at least one row and one column, not " + rows + " x " + columns + ".");
        }
    }

    static void requireSameShape(String operation, Tensor a, Tensor b) {
        if (a.rows() != b.rows() || a.columns() != b.columns()) {
            throw new IllegalArgumentException(operation + " needs two tensors of one shape, not " + a.rows() + " x "
                    + a.columns() + " and " + b.rows() + " x " + b.columns() + ".");
        }
    }

    static void requireRowVector(String operation, String name, Tensor vector, int columns) {
        if (vector.rows() != 1 || vector.columns() != columns) {
            throw new IllegalArgumentException(operation + " needs a " + name + " of 1 x " + columns + ", not "
                    + vector.rows() + " x " + vector.columns() + ".");
        }
    }
}
