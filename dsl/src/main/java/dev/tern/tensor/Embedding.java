package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/**
 * The sum of a word, a position and a token type row for every position of a batch. A table that needs no gradient is
 * frozen. Backward reads words and types again: leave them as they are until then.
 */
public final class Embedding {
    private Embedding() {}

    /**
     * @param word vocabulary x width
     * @param position positions x width, at least {@code time} of them
     * @param type types x width
     * @param ids batch * time words
     * @param types batch * time token types
     * @param time positions of a sequence; row i of the result is at position i mod time
     * @return batch * time x width
     */
    public static Tensor apply(Tape tape, Tensor word, Tensor position, Tensor type, int[] ids, int[] types, int time) {
        int rows = ids.length;
        int width = word.columns();
        check(word, position, type, ids, types, time);
        Tensor y = tape.result(rows, width, word, position, type);
        Threads.parallel(rows, 1 + 16384 / width, (from, to) -> {
            float[] sum = Scratch.floats(0, width);
            float[] other = Scratch.floats(1, width);
            for (int i = from; i < to; i++) {
                Rows.load(word, ids[i] * width, sum, width);
                Rows.load(position, i % time * width, other, width);
                RowKernels.BEST.addScaled(1, other, sum, width);
                Rows.load(type, types[i] * width, other, width);
                RowKernels.BEST.addScaled(1, other, sum, width);
                y.data().put(i * width, sum, 0, width);
            }
        });
        if (y.needsGradient()) {
            tape.record(() -> {
                if (y.hasGradient()) {
                    scatter(word, i -> ids[i], y);
                    scatter(type, i -> types[i], y);
                    scatter(position, i -> i % time, y);
                }
            });
        }
        return y;
    }

    private static void check(Tensor word, Tensor position, Tensor type, int[] ids, int[] types, int time) {
        int rows = ids.length;
        if (time < 1 || rows == 0 || rows % time != 0 || types.length != rows) {
            throw new IllegalArgumentException("Embedding needs batch * time ids and as many types, not " + rows
                    + " ids and " + types.length + " types for a time of " + time + ".");
        }
        if (position.columns() != word.columns() || type.columns() != word.columns()) {
            throw new IllegalArgumentException("The embedding tables need one width, not " + word.columns() + ", "
                    + position.columns() + " and " + type.columns() + ".");
        }
        if (time > position.rows()) {
            throw new IllegalArgumentException("A sequence of " + time + " tokens is longer than the " + position.rows()
                    + " positions of this model: shorten the text.");
        }
        for (int i = 0; i < rows; i++) {
            Objects.checkIndex(ids[i], word.rows());
            Objects.checkIndex(types[i], type.rows());
        }
    }

    /** Threads share the columns, not the rows, so that rows add up in order. */
    private static void scatter(Tensor table, IntUnaryOperator index, Tensor y) {
        if (!table.needsGradient()) {
            return;
        }
        int width = table.columns();
        FloatBuffer from = y.gradientMemory();
        FloatBuffer to = table.gradient();
        Threads.parallel(width, (first, end) -> {
            float[] tile = Scratch.floats(0, width);
            for (int i = 0; i < y.rows(); i++) {
                from.get(i * width + first, tile, 0, end - first);
                Rows.give(to, true, index.applyAsInt(i) * width + first, tile, end - first);
            }
        });
    }
}
