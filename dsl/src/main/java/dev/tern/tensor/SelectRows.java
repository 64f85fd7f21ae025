package dev.tern.tensor;

import java.util.Objects;

/**
 * Row i of the result is row {@code rows[i]} of x; a row may be taken more than once. Whole numbers of one scale stay.
 * Backward reads the row numbers again: leave them as they are until then.
 */
public final class SelectRows {
    private SelectRows() {}

    public static Tensor apply(Tape tape, Tensor x, int[] rows) {
        int width = x.columns();
        for (int row : rows) {
            Objects.checkIndex(row, x.rows());
        }
        boolean coded = x.isCoded() && !x.hasRowScales();
        Tensor y = coded ? tape.codedResult(rows.length, width, x.scale(), x) : tape.result(rows.length, width, x);
        float[] tile = Scratch.floats(0, width);
        for (int i = 0; i < rows.length; i++) {
            if (coded) {
                x.data().get(rows[i] * width, tile, 0, width);
            } else {
                Rows.load(x, rows[i] * width, tile, width);
            }
            y.data().put(i * width, tile, 0, width);
        }
        if (y.needsGradient()) {
            tape.record(() -> {
                if (y.hasGradient()) {
                    backward(x, rows, y);
                }
            });
        }
        return y;
    }

    private static void backward(Tensor x, int[] rows, Tensor y) {
        int width = x.columns();
        var gradient = x.gradient();
        float[] tile = Scratch.floats(0, width);
        for (int i = 0; i < rows.length; i++) {
            y.gradientMemory().get(i * width, tile, 0, width);
            Rows.give(gradient, true, rows[i] * width, tile, width);
        }
    }
}
