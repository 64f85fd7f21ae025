package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * One head of one sequence as heap matrices, for the small products of attention. Padded rows and columns of the
 * matrices may hold anything.
 */
final class Heads {
    private static final int TILE_COLUMNS = RowKernels.BEST.tileColumns();
    private static final int TILE_ROWS = RowKernels.BEST.tileRows();

    static final int LEFT = 0;
    static final int RIGHT = 1;
    static final int SUMS = 2;
    static final int ROW = 4;

    private Heads() {}

    static int width(String operation, Tensor a, Sequences sequences, int heads) {
        if (a.rows() != sequences.rows() || heads < 1 || a.columns() % heads != 0) {
            throw new IllegalArgumentException(operation + " needs " + sequences.rows() + " rows and a width that "
                    + heads + " heads divide, not " + a.rows() + " x " + a.columns() + ".");
        }
        return a.columns() / heads;
    }

    static int columns(int n) {
        return (n + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS;
    }

    static int rows(int n) {
        return (n + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS;
    }

    /** A left factor: the rows x width part of a matrix with {@code stride} columns, transposed, rows apart. */
    static float[] left(FloatBuffer matrix, int at, int stride, int rows, int width) {
        float[] tile = Scratch.floats(LEFT, width * rows(rows));
        Gemm.transpose(matrix, at, stride, rows, width, tile, 0, rows(rows));
        return tile;
    }

    /** A left factor whose transpose is the width x rows part of a matrix. */
    static float[] leftTransposed(FloatBuffer matrix, int at, int stride, int rows, int width) {
        float[] tile = Scratch.floats(LEFT, width * rows(rows));
        for (int p = 0; p < width; p++) {
            matrix.get(at + p * stride, tile, p * rows(rows), rows);
        }
        return tile;
    }

    /** A right factor, rows x width, packed into panels. */
    static float[] pack(FloatBuffer matrix, int at, int stride, int rows, int width) {
        float[] packed = Scratch.floats(RIGHT, rows * columns(width));
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
        float[] packed = Scratch.floats(RIGHT, width * columns(rows));
        for (int first = 0; first < rows; first += TILE_COLUMNS) {
            int n = Math.min(TILE_COLUMNS, rows - first);
            Gemm.transpose(matrix, at + first * stride, stride, n, width, packed, first * width, TILE_COLUMNS);
        }
        return packed;
    }

    /** m x n sums of depth k, rows {@link #columns}(n) apart. */
    static float[] multiply(int m, int n, int k, float[] left, float[] packed) {
        int stride = columns(n);
        float[] sums = Scratch.floats(SUMS, rows(m) * stride);
        Arrays.fill(sums, 0, rows(m) * stride, 0);
        Gemm.product(m, stride, k, left, rows(m), packed, k, 0, sums);
        return sums;
    }

    /** target = or += factor * sums + added, for m rows of n. */
    static void store(
            float[] sums,
            int m,
            int n,
            float factor,
            float[] added,
            FloatBuffer target,
            boolean started,
            int at,
            int stride) {
        float[] row = Scratch.floats(ROW, columns(n));
        for (int i = 0; i < m; i++) {
            System.arraycopy(sums, i * columns(n), row, 0, n);
            RowKernels.BEST.affine(factor, row, added, row, n);
            Rows.give(target, started, at + i * stride, row, n);
        }
    }
}
