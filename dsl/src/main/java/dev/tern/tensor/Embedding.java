package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/**
 * The sum of a word, a position and a token type row for every position of a batch. A table that needs no gradient is
 * frozen. Backward reads words and types again: leave them as they are until then.
 */
public final class Embedding extends Operation {
    private static final Kind<Embedding> KIND = new Kind<>(Embedding::new);

    private final Threads.Part sum = this::sum;
    private final Threads.Part scatter = this::scatter;
    private final IntUnaryOperator wordOf = this::wordOf;
    private final IntUnaryOperator positionOf = this::positionOf;
    private final IntUnaryOperator typeOf = this::typeOf;
    private Tensor word = Tensor.NONE;
    private Tensor position = Tensor.NONE;
    private Tensor type = Tensor.NONE;
    private int[] ids = {};
    private int[] types = {};
    private int time;
    private FloatBuffer gradient = Tensor.NONE.data();
    private IntUnaryOperator rowOf = wordOf;

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
        Embedding embedding = tape.take(KIND);
        embedding.word = word;
        embedding.position = position;
        embedding.type = type;
        embedding.ids = ids;
        embedding.types = types;
        embedding.time = time;
        embedding.y = tape.result(rows, width, word, position, type);
        Threads.parallel(rows, 1 + 16384 / width, embedding.sum);
        return tape.record(embedding);
    }

    private void sum(int from, int to) {
        int width = word.columns();
        float[] row = Scratch.floats(0, width);
        float[] other = Scratch.floats(1, width);
        for (int i = from; i < to; i++) {
            Rows.load(word, ids[i] * width, row, width);
            Rows.load(position, i % time * width, other, width);
            RowKernels.BEST.addScaled(1, other, row, width);
            Rows.load(type, types[i] * width, other, width);
            RowKernels.BEST.addScaled(1, other, row, width);
            y.data().put(i * width, row, 0, width);
        }
    }

    private int wordOf(int i) {
        return ids[i];
    }

    private int positionOf(int i) {
        return i % time;
    }

    private int typeOf(int i) {
        return types[i];
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

    @Override
    protected void backward() {
        scatter(word, wordOf);
        scatter(type, typeOf);
        scatter(position, positionOf);
    }

    private void scatter(Tensor table, IntUnaryOperator row) {
        if (table.needsGradient()) {
            gradient = table.gradient();
            rowOf = row;
            Threads.parallel(table.columns(), scatter);
        }
    }

    /** Threads share the columns, not the rows, so that rows add up in order. */
    private void scatter(int first, int end) {
        int width = y.columns();
        FloatBuffer from = y.gradientMemory();
        FloatBuffer to = gradient;
        IntUnaryOperator row = rowOf;
        float[] tile = Scratch.floats(0, width);
        for (int i = 0; i < y.rows(); i++) {
            from.get(i * width + first, tile, 0, end - first);
            Rows.give(to, true, row.applyAsInt(i) * width + first, tile, end - first);
        }
    }
}
