package dev.tern.onednn;

/**
 * How {@code count} equal matrices lie in memory: element (i, r, c) is at {@code i * apart + r * rowStride + c *
 * columnStride}, counted in numbers from where a call starts.
 *
 * @param numbers type
 * @param count matrices, 1 for a single product
 * @param rows of each
 * @param columns of each
 * @param apart from one matrix to the next
 * @param rowStride from one row to the next
 * @param columnStride from one column to the next
 */
public record Matrix(Numbers numbers, int count, int rows, int columns, long apart, long rowStride, long columnStride) {

    public Matrix {
        if (count < 1 || rows < 1 || columns < 1) {
            throw new IllegalArgumentException("A matrix has at least one row and one column, not " + rows + " x "
                    + columns + (count == 1 ? "." : ", " + count + " times."));
        }
    }

    /** One matrix, row after row without gaps. */
    public static Matrix of(Numbers numbers, int rows, int columns) {
        return new Matrix(numbers, 1, rows, columns, (long) rows * columns, columns, 1);
    }

    /** The same memory read as the transpose. */
    public Matrix transposed() {
        return new Matrix(numbers, count, columns, rows, apart, columnStride, rowStride);
    }

    /** Other rows of the same kind. */
    public Matrix withRows(int other) {
        return new Matrix(numbers, count, other, columns, apart, rowStride, columnStride);
    }

    /** A part of a wider matrix, whose rows are {@code stride} apart. */
    public Matrix withRowStride(long stride) {
        return new Matrix(numbers, count, rows, columns, apart, stride, columnStride);
    }

    /** Several of them, each {@code distance} numbers after the one before. */
    public Matrix times(int matrices, long distance) {
        return new Matrix(numbers, matrices, rows, columns, distance, rowStride, columnStride);
    }

    long[] dimensions() {
        return count == 1 ? new long[] {rows, columns} : new long[] {count, rows, columns};
    }

    long[] strides() {
        return count == 1 ? new long[] {rowStride, columnStride} : new long[] {apart, rowStride, columnStride};
    }
}
