package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Sums over rows, as gradients of row vectors need them: by fixed blocks of rows, so threads change no bit. */
final class ColumnSums {
    private static final int BLOCK = 64;
    private static final int BLOCKS = Scratch.SUMS;
    private static final int PART = BLOCKS + 1;
    private static final int TOTAL = BLOCKS + 2;

    /** Adds its share of rows {@code from} to {@code to} to {@code sums}. */
    @FunctionalInterface
    interface Block {
        void run(int from, int to, float[] sums);
    }

    private ColumnSums() {}

    /**
     * Runs {@code block} over all rows, each call with zero sums of {@code width}, and adds the sums in order.
     *
     * @return an array of the calling thread's, valid until its next sums
     */
    static float[] of(int rows, int width, Block block) {
        int blocks = (rows + BLOCK - 1) / BLOCK;
        int padded = RowKernels.padded(width);
        float[] all = Scratch.floats(BLOCKS, blocks * padded);
        Threads.parallel(blocks, 1, (from, to) -> {
            float[] sums = Scratch.floats(PART, padded);
            for (int b = from; b < to; b++) {
                Arrays.fill(sums, 0, padded, 0);
                block.run(b * BLOCK, Math.min(rows, (b + 1) * BLOCK), sums);
                System.arraycopy(sums, 0, all, b * padded, padded);
            }
        });
        float[] total = Scratch.floats(TOTAL, padded);
        float[] part = Scratch.floats(PART, padded);
        System.arraycopy(all, 0, total, 0, padded);
        for (int b = 1; b < blocks; b++) {
            System.arraycopy(all, b * padded, part, 0, padded);
            RowKernels.BEST.addScaled(1, part, total, width);
        }
        return total;
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

    /** Adds sums, those from {@code at} on, to the gradient of a row vector. */
    static void give(Tensor vector, float[] sums, int at) {
        boolean started = vector.startGradient();
        Rows.give(vector.gradientMemory(), started, 0, sums, at, vector.size());
    }
}
