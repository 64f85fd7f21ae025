package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products on tensors' memory, rows split over {@link Threads}. Every element is one chain of fused
 * multiply-adds over the depth in order, so it has the same bits whatever the number of rows, columns or threads; that
 * is also why it is not a BLAS call, whose kernels change with the shape. Register tiles by {@link RowKernels}, the right
 * factor packed into panels once for all threads (Goto and van de Geijn 2008, "Anatomy of High-Performance Matrix
 * Multiplication").
 */
public final class Gemm {
    /** Which factor is read transposed. Row-major: a is m x k (or k x m), b is k x n (or n x k). */
    public enum Layout {
        A_B,
        A_BT,
        AT_B
    }

    private static final RowKernels KERNELS = RowKernels.BEST;
    private static final int TILE_ROWS = KERNELS.tileRows();
    private static final int TILE_COLUMNS = KERNELS.tileColumns();
    private static final int BLOCK_TILES = Math.max(2, 48 / TILE_ROWS);
    private static final int BLOCK_ROWS = BLOCK_TILES * TILE_ROWS;
    private static final int DEPTH = 512;

    /** Numbers copied out of a buffer at once: what stays in the first-level cache. */
    private static final int ROWS_COPIED = 4096;

    private static volatile float[] zeros = new float[BLOCK_ROWS * DEPTH];

    private static final int PACKED = 5;
    private static final int STRIP = 6;
    private static final int LEFT = 7;
    private static final int SUMS = 8;

    private static final ThreadLocal<Product> PRODUCTS = ThreadLocal.withInitial(Product::new);

    private Gemm() {}

    /** c = alpha a b + beta c, c m x n, depth k. With beta 0, c's former contents do not matter. */
    public static void multiply(
            Layout layout, int m, int n, int k, float alpha, FloatBuffer a, FloatBuffer b, float beta, FloatBuffer c) {
        multiply(layout, m, n, k, alpha, a, b, null, beta, c);
    }

    /** The same plus a row vector {@code bias}, padded (see {@link RowKernels}), added to every row. */
    static void multiply(
            Layout layout,
            int m,
            int n,
            int k,
            float alpha,
            FloatBuffer a,
            FloatBuffer b,
            float @Nullable [] bias,
            float beta,
            FloatBuffer c) {
        Product product = PRODUCTS.get();
        product.layout = layout;
        product.m = m;
        product.n = n;
        product.k = k;
        product.alpha = alpha;
        product.a = a;
        product.b = b;
        product.bias = bias;
        product.beta = beta;
        product.c = c;
        product.run();
    }

    /** A product while it is computed, and its loops; the thread that asks for it uses it again for its next. */
    private static final class Product {
        private static final FloatBuffer NONE = Tensor.NONE.data();

        private final Threads.Part packPanels = this::packPanels;
        private final Threads.Part packRows = this::packRows;
        private final Threads.Part multiply = this::multiply;
        private Layout layout = Layout.A_B;
        private int m;
        private int n;
        private int k;
        private float alpha;
        private float beta;
        private FloatBuffer a = NONE;
        private FloatBuffer b = NONE;
        private FloatBuffer c = NONE;
        private float @Nullable [] bias;
        private float[] packed = {};
        private int tiles;
        private int pieces;

        void run() {
            int panels = (n + TILE_COLUMNS - 1) / TILE_COLUMNS;
            packed = Scratch.floats(PACKED, panels * k * TILE_COLUMNS);
            if (layout == Layout.A_BT) {
                Threads.parallel(panels, 1 + 4096 / k, packPanels);
            } else {
                Threads.parallel(k, 1 + 32768 / n, packRows);
            }
            tiles = (m + TILE_ROWS - 1) / TILE_ROWS;
            int threads = Threads.count();
            // Shorter pieces end closer to each other; columns of a are copied by whole blocks only.
            int shortest = layout == Layout.AT_B ? BLOCK_TILES : BLOCK_TILES / 2;
            int blocks = (tiles + shortest - 1) / shortest;
            pieces = (long) m * n * k < 100_000 ? 1 : Math.min(tiles, (blocks + threads - 1) / threads * threads);
            Threads.parallel(pieces, 1, multiply);
            // Memory that somebody lets go of is not to be held here.
            a = NONE;
            b = NONE;
            c = NONE;
        }

        private void packPanels(int from, int to) {
            for (int panel = from; panel < to; panel++) {
                packTransposed(n, k, b, panel, packed);
            }
        }

        private void packRows(int from, int to) {
            pack(n, k, b, from, to, packed);
        }

        private void multiply(int from, int to) {
            for (int piece = from; piece < to; piece++) {
                int end = (int) ((long) tiles * (piece + 1) / pieces);
                for (int tile = (int) ((long) tiles * piece / pieces); tile < end; tile += BLOCK_TILES) {
                    int row = tile * TILE_ROWS;
                    int rows = Math.min(Math.min(BLOCK_TILES, end - tile) * TILE_ROWS, m - row);
                    float[] sums = block(layout, m, n, k, a, packed, row, rows);
                    store(sums, n, alpha, bias, beta, c, row, rows);
                }
            }
        }
    }

    /** Panel p holds columns p * TILE_COLUMNS on, depth by depth; columns past the last hold anything. */
    private static void packTransposed(int n, int k, FloatBuffer b, int panel, float[] packed) {
        int column = panel * TILE_COLUMNS;
        int columns = Math.min(TILE_COLUMNS, n - column);
        transpose(b, column * k, k, columns, k, packed, panel * k * TILE_COLUMNS, TILE_COLUMNS);
    }

    /** Rows {@code from} to {@code to} of b into all panels: many rows a copy, since a copy out of a buffer costs most to begin. */
    private static void pack(int n, int k, FloatBuffer b, int from, int to, float[] packed) {
        int each = Math.max(1, ROWS_COPIED / n);
        float[] rows = Scratch.floats(STRIP, each * n);
        for (int start = from; start < to; start += each) {
            int count = Math.min(each, to - start);
            b.get(start * n, rows, 0, count * n);
            for (int column = 0; column < n; column += TILE_COLUMNS) {
                int columns = Math.min(TILE_COLUMNS, n - column);
                int at = column * k + start * TILE_COLUMNS;
                for (int p = 0; p < count; p++) {
                    System.arraycopy(rows, p * n + column, packed, at + p * TILE_COLUMNS, columns);
                }
            }
        }
    }

    /**
     * Element (j, p) of a rows x k part, which starts at {@code start} of a matrix with {@code fromStride} columns, goes
     * to {@code to[at + p * toStride + j]}. Eight rows at a time, each in an array of its own: so the compiler drops the
     * range checks.
     */
    static void transpose(
            FloatBuffer from, int start, int fromStride, int rows, int k, float[] to, int at, int toStride) {
        float[][] strips = Scratch.rows(k);
        for (int j = 0; j < rows; j += Scratch.ROWS) {
            int part = Math.min(Scratch.ROWS, rows - j);
            for (int i = 0; i < part; i++) {
                from.get(start + (j + i) * fromStride, strips[i], 0, k);
            }
            transposeStrips(strips, part, k, to, at + j, toStride);
        }
    }

    /** Element (i, p) of the first {@code rows} arrays, {@link Scratch#ROWS} at most, to {@code to[at + p * stride + i]}. */
    private static void transposeStrips(float[][] strips, int rows, int k, float[] to, int at, int stride) {
        if (rows == Scratch.ROWS) {
            transposeEight(strips, k, to, at, stride);
        } else {
            for (int i = 0; i < rows; i++) {
                for (int p = 0; p < k; p++) {
                    to[at + p * stride + i] = strips[i][p];
                }
            }
        }
    }

    private static void transposeEight(float[][] strips, int k, float[] to, int at, int stride) {
        float[] s0 = strips[0];
        float[] s1 = strips[1];
        float[] s2 = strips[2];
        float[] s3 = strips[3];
        float[] s4 = strips[4];
        float[] s5 = strips[5];
        float[] s6 = strips[6];
        float[] s7 = strips[7];
        for (int p = 0; p < k; p++) {
            int target = at + p * stride;
            to[target] = s0[p];
            to[target + 1] = s1[p];
            to[target + 2] = s2[p];
            to[target + 3] = s3[p];
            to[target + 4] = s4[p];
            to[target + 5] = s5[p];
            to[target + 6] = s6[p];
            to[target + 7] = s7[p];
        }
    }

    private static float[] block(Layout layout, int m, int n, int k, FloatBuffer a, float[] packed, int row, int rows) {
        int stride = (n + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS;
        float[] sums = Scratch.floats(SUMS, BLOCK_ROWS * stride);
        Arrays.fill(sums, 0, (rows + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS * stride, 0);
        float[] left = Scratch.floats(LEFT, BLOCK_ROWS * DEPTH);
        for (int start = 0; start < k; start += DEPTH) {
            int depth = Math.min(DEPTH, k - start);
            if (layout == Layout.AT_B) {
                for (int p = 0; p < depth; p++) {
                    a.get((start + p) * m + row, left, p * BLOCK_ROWS, rows);
                }
                product(rows, stride, depth, left, BLOCK_ROWS, packed, k, start, sums);
            } else if (k <= DEPTH) {
                a.get(row * k, left, 0, rows * k);
                productOfRows(rows, stride, k, left, k, packed, k, 0, sums);
            } else {
                for (int i = 0; i < rows; i++) {
                    a.get((row + i) * k + start, left, i * DEPTH, depth);
                }
                productOfRows(rows, stride, depth, left, DEPTH, packed, k, start, sums);
            }
        }
        return sums;
    }

    /**
     * sums += a b for all tiles of a block. Row p of {@code a} is column p of the left factor, and exists up to a whole
     * tile; so do the rows of {@code sums}.
     */
    static void product(
            int rows, int stride, int depth, float[] a, int aStride, float[] packed, int k, int start, float[] sums) {
        for (int column = 0; column < stride; column += TILE_COLUMNS) {
            int b = column * k + start * TILE_COLUMNS;
            for (int i = 0; i < rows; i += TILE_ROWS) {
                KERNELS.multiply(depth, a, i, aStride, packed, b, sums, i * stride + column, stride);
            }
        }
    }

    /** The same, of a left factor that lies row after row; its rows exist up to a whole tile. */
    static void productOfRows(
            int rows, int stride, int depth, float[] a, int aStride, float[] packed, int k, int start, float[] sums) {
        for (int column = 0; column < stride; column += TILE_COLUMNS) {
            int b = column * k + start * TILE_COLUMNS;
            for (int i = 0; i < rows; i += TILE_ROWS) {
                KERNELS.multiplyRows(depth, a, i * aStride, aStride, packed, b, sums, i * stride + column, stride);
            }
        }
    }

    /** A block at a time where its rows lie as close in {@code sums} as in c. */
    private static void store(
            float[] sums, int n, float alpha, float @Nullable [] bias, float beta, FloatBuffer c, int row, int rows) {
        int stride = (n + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS;
        if (bias == null) {
            KERNELS.affine(alpha, sums, zeros(rows * stride), sums, 0, rows * stride);
        } else {
            for (int i = 0; i < rows; i++) {
                KERNELS.affine(alpha, sums, bias, sums, i * stride, n);
            }
        }
        int copies = stride == n ? 1 : rows;
        int length = stride == n ? rows * n : n;
        if (beta != 0) {
            float[] former = Scratch.floats(LEFT, rows * stride);
            for (int i = 0; i < copies; i++) {
                c.get((row + i) * n, former, i * stride, length);
            }
            KERNELS.addScaled(beta, former, sums, rows * stride);
        }
        for (int i = 0; i < copies; i++) {
            c.put((row + i) * n, sums, i * stride, length);
        }
    }

    /** Never written to. */
    private static float[] zeros(int size) {
        float[] held = zeros;
        if (held.length < size) {
            held = new float[Math.max(size, 2 * held.length)];
            zeros = held;
        }
        return held;
    }
}
