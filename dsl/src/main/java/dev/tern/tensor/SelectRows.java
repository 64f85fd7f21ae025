package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * Row i of the result is row {@code rows[i]} of x; a row may be taken more than once. Whole numbers of one scale stay.
 * Backward reads the row numbers again: leave them as they are until then.
 */
public final class SelectRows extends Operation {
    private static final Kind<SelectRows> KIND = new Kind<>(SelectRows::new);

    private Tensor x = Tensor.NONE;
    private int[] rows = {};

    private SelectRows() {}

    public static Tensor apply(Tape tape, Tensor x, int[] rows) {
        int width = x.columns();
        for (int row : rows) {
            Objects.checkIndex(row, x.rows());
        }
        SelectRows select = tape.take(KIND);
        select.x = x;
        select.rows = rows;
        boolean coded = x.isCoded() && !x.hasRowScales();
        Tensor y = coded ? tape.codedResult(rows.length, width, x.scale(), x) : tape.result(rows.length, width, x);
        select.y = y;
        float[] tile = Scratch.floats(0, width);
        for (int i = 0; i < rows.length; i++) {
            if (coded) {
                x.data().get(rows[i] * width, tile, 0, width);
            } else {
                Rows.load(x, rows[i] * width, tile, width);
            }
            y.data().put(i * width, tile, 0, width);
        }
        return tape.record(select);
    }

    @Override
    protected void backward() {
        int width = x.columns();
        FloatBuffer gradient = x.gradient();
        float[] tile = Scratch.floats(0, width);
        for (int i = 0; i < rows.length; i++) {
            y.gradientMemory().get(i * width, tile, 0, width);
            Rows.give(gradient, true, rows[i] * width, tile, width);
        }
    }
}
