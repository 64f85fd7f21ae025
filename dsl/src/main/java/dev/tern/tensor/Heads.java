package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * One head of one sequence as heap matrices, for the small products of attention. Rows of a heap matrix are
 * {@link RowKernels#padded} apart; what lies past its rows and columns may be anything.
 */
final class Heads {
    private static final int TILE_COLUMNS = RowKernels.BEST.tileColumns();
    private static final int TILE_ROWS = RowKernels.BEST.tileRows();

    /** A left factor, and another heap matrix. */
    static final int LEFT = 0;

    static final int RIGHT = 1;
    static final int SUMS = 2;

    private Heads() {}

    static int width(String operation, Tensor a, Sequences sequences, int heads) {
        if (a.rows() != sequences.rows() || heads < 1 || a.columns() % heads != 0) {
            throw new IllegalArgumentException(operation + " needs " + sequences.rows() + " rows and a width that "
                    + heads + " heads divide, not " + a.rows() + " x " + a.columns() + ".");
        }
        return a.columns() / heads;
    }

    /** Memory for a heap matrix, with room for the tile that reaches past its last row. */
    static float[] matrix(int slot, int rows, int columns) {
        return Scratch.floats(slot, (rows + TILE_ROWS) * RowKernels.padded(columns));
    }

    /** The rows x width part of a matrix with {@code stride} columns. */
    static float[] load(int slot, FloatBuffer matrix, int at, int stride, int rows, int width) {
        float[] heap = matrix(slot, rows, width);
        int apart = RowKernels.padded(width);
        if (stride == width && width == apart) {
            matrix.get(at, heap, 0, rows * width);
        } else {
            for (int i = 0; i < rows; i++) {
                matrix.get(at + i * stride, heap, i * apart, width);
            }
        }
        return heap;
    }

    /** A right factor, rows x width, packed into panels. */
    static float[] pack(FloatBuffer matrix, int at, int stride, int rows, int width) {
        float[] packed = Scratch.floats(RIGHT, rows * RowKernels.padded(width));
        for (int column = 0; column < width; column += TILE_COLUMNS) {
            int n = Math.min(TILE_COLUMNS, width - column);
            for (int p = 0; p < rows; p++) {
                matrix.get(at + p * stride + column, packed, column * rows + p * TILE_COLUMNS, n);
            }
        }
        return packed;
    }

    /** The transpose of a rows x width part as a right factor, width x rows, packed into panels. */
    static float[] packTransposed(FloatBuffer matrix, int at, int stride, int rows, int width) {
        float[] packed = Scratch.floats(RIGHT, width * RowKernels.padded(rows));
        for (int first = 0; first < rows; first += TILE_COLUMNS) {
            int n = Math.min(TILE_COLUMNS, rows - first);
            Gemm.transpose(matrix, at + first * stride, stride, n, width, packed, first * width, TILE_COLUMNS);
        }
        return packed;
    }

    /** m x n sums of depth k, of a left factor m x k. */
    static float[] multiply(int m, int n, int k, float[] left, float[] packed) {
        int apart = RowKernels.padded(n);
        float[] sums = zeros(m, apart);
        Gemm.productOfRows(m, apart, k, left, RowKernels.padded(k), packed, k, 0, sums);
        return sums;
    }

    /** m x n sums of depth k, of a left factor whose transpose, k x m, is given. */
    static float[] multiplyTransposed(int m, int n, int k, float[] left, float[] packed) {
        int apart = RowKernels.padded(n);
        float[] sums = zeros(m, apart);
        Gemm.product(m, apart, k, left, RowKernels.padded(m), packed, k, 0, sums);
        return sums;
    }

    private static float[] zeros(int rows, int apart) {
        float[] sums = Scratch.floats(SUMS, (rows + TILE_ROWS) * apart);
        Arrays.fill(sums, 0, (rows + TILE_ROWS) * apart, 0);
        return sums;
    }

    /** target = or += factor * sums, for m rows of n; the sums are lost. */
    static void store(
            float[] sums, int m, int n, float factor, FloatBuffer target, boolean started, int at, int stride) {
        if (factor != 1) {
            RowKernels.BEST.scale(factor, sums, m * RowKernels.padded(n));
        }
        store(sums, m, n, target, started, at, stride);
    }

    /** target = or += a heap matrix. */
    static void store(float[] heap, int m, int n, FloatBuffer target, boolean started, int at, int stride) {
        int apart = RowKernels.padded(n);
        if (stride == n && n == apart && !started) {
            target.put(at, heap, 0, m * n);
        } else {
            for (int i = 0; i < m; i++) {
                Rows.give(target, started, at + i * stride, heap, i * apart, n);
            }
        }
    }
}
