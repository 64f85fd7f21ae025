package dev.tern.tensor;

import dev.tern.onednn.Numbers;
import java.nio.FloatBuffer;

/** Copies matrices into the numbers that a product by oneDNN takes. For one caller at a time. */
final class NativeConversion {
    private final NativeProducts products;
    private final NativeRows loop = new NativeRows(this::part);
    private FloatBuffer original = Tensor.NONE.data();
    private FloatBuffer copy = Tensor.NONE.data();
    private int columns;
    private Numbers numbers = Numbers.F32;
    private int zero;

    NativeConversion(NativeProducts products) {
        this.products = products;
    }

    /** The matrix as it is, or a copy in other numbers; to be {@link #giveBack given back}. */
    FloatBuffer convert(Tape tape, FloatBuffer matrix, int rows, int width, Numbers wanted, int added) {
        if (wanted == Numbers.F32) {
            return matrix;
        }
        FloatBuffer memory = tape.memory(((long) rows * width * wanted.bytes() + 3) / 4);
        original = matrix;
        copy = memory;
        columns = width;
        numbers = wanted;
        zero = added;
        loop.over(rows);
        return memory;
    }

    private void part(int first, int count) {
        long at = (long) first * columns;
        products.conversion(count, columns, numbers).run(original, at, copy, at, zero);
    }

    static void giveBack(Tape tape, FloatBuffer memory, FloatBuffer original) {
        if (memory != original) {
            tape.release(memory);
        }
    }
}
