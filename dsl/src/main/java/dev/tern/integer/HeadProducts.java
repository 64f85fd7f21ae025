package dev.tern.integer;

import dev.tern.onednn.Matrix;
import dev.tern.onednn.Numbers;
import dev.tern.onednn.OneDnn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The two products of attention for some heads of one sequence in a native call each. Both factors are unsigned bytes
 * with a zero point; oneDNN takes u8 x s8, so the right one is lowered by 128 and its zero with it, and the zeros are
 * taken out of the sums:
 *
 * <pre>
 *   sum (x − a)(y − b) = sum x y − b sum x − a sum y + depth · a b
 * </pre>
 */
final class HeadProducts {
    private static final int SIGN = 128;

    private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

    private final OneDnn library;

    private HeadProducts(OneDnn library) {
        this.library = library;
    }

    /** Null where the processor has no byte products, which would saturate codes of 8 bits. */
    static @Nullable HeadProducts ifUsable() {
        OneDnn library = OneDnnProduct.ifUsable() == null ? null : OneDnn.ifUsable();
        return library != null && library.hasByteProducts() ? new HeadProducts(library) : null;
    }

    /**
     * Codes of one sequence.
     *
     * @param codes rows of {@code stride} bytes
     * @param at where the first head's first code is
     * @param apart from one head's first code to the next one's
     * @param zero the code of zero
     */
    record Codes(byte[] codes, int at, int stride, int apart, int zero) {}

    /** What a thread needs room for. */
    private static final class Buffers {
        ByteBuffer left = direct(0);
        ByteBuffer right = direct(0);
        ByteBuffer memory = direct(0);
        byte[] signed = {};
        int[] columns = {};

        void atLeast(int lefts, int rights, int sums) {
            left = left.capacity() < lefts ? direct(lefts) : left;
            right = right.capacity() < rights ? direct(rights) : right;
            signed = signed.length < rights ? new byte[rights] : signed;
            memory = memory.capacity() < Integer.BYTES * sums ? direct(Integer.BYTES * sums) : memory;
        }

        private static ByteBuffer direct(int bytes) {
            return ByteBuffer.allocateDirect(bytes + 128).alignedSlice(64).order(ByteOrder.nativeOrder());
        }
    }

    /** Sums [heads, time, time] of queries times keys, over {@code width} of a head. */
    void scores(Codes queries, Codes keys, int heads, int time, int width, int[] sums) {
        Matrix left =
                Matrix.of(Numbers.U8, time, width).withRowStride(queries.stride).times(heads, queries.apart);
        Matrix right = Matrix.of(Numbers.S8, time, width)
                .withRowStride(keys.stride)
                .times(heads, keys.apart)
                .transposed();
        multiply(queries, left, keys, right, sums);
    }

    /** Sums [heads, time, width] of probabilities, [heads, time, time], times values. */
    void context(Codes probabilities, Codes values, int heads, int time, int width, int[] sums) {
        Matrix left = Matrix.of(Numbers.U8, time, time)
                .withRowStride(probabilities.stride)
                .times(heads, probabilities.apart);
        Matrix right =
                Matrix.of(Numbers.S8, time, width).withRowStride(values.stride).times(heads, values.apart);
        multiply(probabilities, left, values, right, sums);
    }

    private void multiply(Codes x, Matrix left, Codes y, Matrix right, int[] sums) {
        int heads = left.count();
        int rows = left.rows();
        int columns = right.columns();
        int lefts = extent(left);
        int rights = extent(right);
        Buffers buffers = BUFFERS.get();
        buffers.atLeast(lefts, rights, heads * rows * columns);
        buffers.left.put(0, x.codes, x.at, lefts);
        byte[] signed = buffers.signed;
        for (int i = 0; i < rights; i++) {
            signed[i] = (byte) (y.codes[y.at + i] ^ SIGN);
        }
        buffers.right.put(0, signed, 0, rights);
        Matrix result = Matrix.of(Numbers.S32, rows, columns).times(heads, (long) rows * columns);
        library.product(left, right, result).run(buffers.left, 0, buffers.right, 0, buffers.memory, 0);
        IntBuffer products = buffers.memory.asIntBuffer();
        products.get(0, sums, 0, heads * rows * columns);
        takeZerosOut(x, left, signed, y.zero - SIGN, right, sums, buffers);
    }

    private static int extent(Matrix m) {
        return (int) ((m.count() - 1) * m.apart()
                + (m.rows() - 1) * m.rowStride()
                + (m.columns() - 1) * m.columnStride()
                + 1);
    }

    private static void takeZerosOut(
            Codes x, Matrix left, byte[] signed, int zero, Matrix right, int[] sums, Buffers buffers) {
        int depth = left.columns();
        int columns = right.columns();
        if (buffers.columns.length < columns) {
            buffers.columns = new int[columns];
        }
        int[] added = buffers.columns;
        for (int head = 0; head < left.count(); head++) {
            for (int c = 0; c < columns; c++) {
                int at = (int) (head * right.apart() + c * right.columnStride());
                int sum = 0;
                for (int k = 0; x.zero != 0 && k < depth; k++) {
                    sum += signed[at + k * (int) right.rowStride()];
                }
                added[c] = x.zero * (depth * zero - sum);
            }
            for (int r = 0; r < left.rows(); r++) {
                int at = x.at + (int) (head * left.apart() + r * left.rowStride());
                int sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum += x.codes[at + k] & 0xFF;
                }
                int offset = zero * sum;
                int to = (head * left.rows() + r) * columns;
                for (int c = 0; c < columns; c++) {
                    sums[to + c] += added[c] - offset;
                }
            }
        }
    }
}
