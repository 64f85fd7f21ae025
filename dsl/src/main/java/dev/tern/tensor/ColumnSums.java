package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Sums over rows, as gradients of row vectors need them: by fixed blocks of rows, so threads change no bit. */
final class ColumnSums {
    private static final int BLOCK = 64;

    /** Adds its share of rows {@code from} to {@code to} to {@code sums}. */
    @FunctionalInterface
    interface Block {
        void run(int from, int to, float[] sums);
    }

    private ColumnSums() {}

    /** Runs {@code block} over all rows, each call with fresh zero sums of {@code width}, and adds the sums in order. */
    static float[] of(int rows, int width, Block block) {
        int blocks = (rows + BLOCK - 1) / BLOCK;
        float[][] sums = new float[blocks][];
        Threads.parallel(blocks, 1, (from, to) -> {
            for (int b = from; b < to; b++) {
                sums[b] = new float[RowKernels.padded(width)];
                block.run(b * BLOCK, Math.min(rows, (b + 1) * BLOCK), sums[b]);
            }
        });
        for (int b = 1; b < blocks; b++) {
            RowKernels.BEST.addScaled(1, sums[b], sums[0], width);
        }
        return sums[0];
    }

    static float[] of(FloatBuffer matrix, int rows, int columns) {
        return of(rows, columns, (from, to, sums) -> {
            float[] row = Scratch.floats(0, columns);
            Arrays.fill(row, columns, RowKernels.padded(columns), 0);
            for (int i = from; i < to; i++) {
                matrix.get(i * columns, row, 0, columns);
                RowKernels.BEST.addScaled(1, row, sums, columns);
            }
        });
    }

    /** Adds sums to the gradient of a row vector. */
    static void give(Tensor vector, float[] sums) {
        boolean started = vector.startGradient();
        Rows.give(vector.gradientMemory(), started, 0, sums, vector.size());
    }
}
