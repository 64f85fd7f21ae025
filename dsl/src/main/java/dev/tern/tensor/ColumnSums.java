package dev.tern.tensor;

import java.util.Arrays;

/**
 * Sums over rows, as gradients of row vectors need them: by fixed blocks of rows, so threads change no bit. A loop that
 * an operation makes once; for one caller at a time.
 */
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

    private final Block block;
    private final Threads.Part blocks = this::blocks;
    private int rows;
    private int padded;
    private float[] all = {};

    /** @param block called for all rows, each time with zero sums */
    ColumnSums(Block block) {
        this.block = block;
    }

    /**
     * Runs the block over all rows, each call with sums of {@code width}, and adds the sums in order.
     *
     * @return an array of the calling thread's, valid until its next sums
     */
    float[] of(int ofRows, int width) {
        int count = (ofRows + BLOCK - 1) / BLOCK;
        rows = ofRows;
        padded = RowKernels.padded(width);
        all = Scratch.floats(BLOCKS, count * padded);
        Threads.parallel(count, 1, blocks);
        float[] total = Scratch.floats(TOTAL, padded);
        float[] part = Scratch.floats(PART, padded);
        System.arraycopy(all, 0, total, 0, padded);
        for (int b = 1; b < count; b++) {
            System.arraycopy(all, b * padded, part, 0, padded);
            RowKernels.BEST.addScaled(1, part, total, width);
        }
        return total;
    }

    private void blocks(int from, int to) {
        float[] sums = Scratch.floats(PART, padded);
        for (int b = from; b < to; b++) {
            Arrays.fill(sums, 0, padded, 0);
            block.run(b * BLOCK, Math.min(rows, (b + 1) * BLOCK), sums);
            System.arraycopy(sums, 0, all, b * padded, padded);
        }
    }

    /** Adds sums, those from {@code at} on, to the gradient of a row vector. */
    static void give(Tensor vector, float[] sums, int at) {
        boolean started = vector.startGradient();
        Rows.give(vector.gradientMemory(), started, 0, sums, at, vector.size());
    }
}
