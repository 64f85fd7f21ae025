package dev.tern.integer;

import dev.tern.ibert.FixedPoint;
import dev.tern.onednn.Matrix;
import dev.tern.onednn.Numbers;
import dev.tern.onednn.OneDnn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The two products of attention in a native call each. Both factors are unsigned bytes with a zero point; oneDNN takes
 * u8 x s8, so the right one is lowered by 128 and its zero with it, and the zeros are taken out of the sums:
 *
 * <pre>
 *   sum (x − a)(y − b) = sum x y − b sum x − a sum y + depth · a b
 * </pre>
 */
final class HeadProducts implements ProductOfHeads {
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

    /** What a thread needs room for. */
    private static final class Buffers {
        ByteBuffer left = direct(0);
        ByteBuffer right = direct(0);
        ByteBuffer memory = direct(0);
        IntBuffer sums = memory.asIntBuffer();
        byte[] signed = {};
        int[] columns = {};
        int[] rows = {};

        Buffers atLeast(int lefts, int rights, int sumCount, int columnCount, int rowCount) {
            left = left.capacity() < lefts ? direct(lefts) : left;
            right = right.capacity() < rights ? direct(rights) : right;
            signed = signed.length < rights ? new byte[rights] : signed;
            if (sums.capacity() < sumCount) {
                memory = direct(Integer.BYTES * sumCount);
                sums = memory.asIntBuffer();
            }
            columns = columns.length < columnCount ? new int[columnCount] : columns;
            rows = rows.length < rowCount ? new int[rowCount] : rows;
            return this;
        }

        private static ByteBuffer direct(int bytes) {
            return ByteBuffer.allocateDirect(bytes + 128).alignedSlice(64).order(ByteOrder.nativeOrder());
        }
    }

    @Override
    public void scores(Codes queries, Codes keys, Measures m, int[] sums, Head then) {
        Matrix left = Matrix.of(Numbers.U8, m.rows(), m.width())
                .withRowStride(queries.stride())
                .times(m.heads(), queries.apart());
        Matrix right = Matrix.of(Numbers.S8, m.time(), m.width())
                .withRowStride(keys.stride())
                .times(m.heads(), keys.apart())
                .transposed();
        Matrix result = Matrix.of(Numbers.S32, m.rows(), m.time()).times(m.heads(), (long) m.rows() * m.time());
        Buffers buffers = multiply(queries, left, keys, right, result);
        int zero = keys.zero() - SIGN;
        int count = m.rows() * m.time();
        for (int head = 0; head < m.heads(); head++) {
            buffers.sums.get(head * count, sums, 0, count);
            if (queries.zero() == 0) {
                Arrays.fill(buffers.columns, 0, m.time(), 0);
            } else {
                for (int j = 0; j < m.time(); j++) {
                    int at = keys.at() + head * keys.apart() + j * keys.stride();
                    int sum = HeadSums.ofRow(keys.codes(), at, m.width()) - m.width() * SIGN;
                    buffers.columns[j] = queries.zero() * (m.width() * zero - sum);
                }
            }
            for (int i = 0; i < m.rows(); i++) {
                int at = queries.at() + head * queries.apart() + i * queries.stride();
                buffers.rows[i] = zero == 0 ? 0 : -zero * HeadSums.ofRow(queries.codes(), at, m.width());
            }
            FixedPoint.addToRows(sums, 0, m.time(), buffers.rows, m.rows(), buffers.columns, m.time());
            then.take(head);
        }
    }

    @Override
    public void context(Codes probabilities, Codes values, Measures m, int[] sums, int to) {
        Matrix left = Matrix.of(Numbers.U8, m.rows(), m.time())
                .withRowStride(probabilities.stride())
                .times(m.heads(), probabilities.apart());
        Matrix right = Matrix.of(Numbers.S8, m.time(), m.width())
                .withRowStride(values.stride())
                .times(m.heads(), values.apart());
        int row = m.heads() * m.width();
        Matrix result =
                Matrix.of(Numbers.S32, m.rows(), m.width()).withRowStride(row).times(m.heads(), m.width());
        Buffers buffers = multiply(probabilities, left, values, right, result);
        buffers.sums.get(0, sums, to, m.rows() * row);
        int zero = values.zero() - SIGN;
        for (int head = 0; head < m.heads(); head++) {
            int[] columns = buffers.columns;
            Arrays.fill(columns, 0, m.width(), 0);
            if (probabilities.zero() != 0) {
                HeadSums.ofColumns(values, head, m, columns);
                for (int c = 0; c < m.width(); c++) {
                    columns[c] = probabilities.zero() * (m.time() * (zero + SIGN) - columns[c]);
                }
            }
            for (int i = 0; i < m.rows(); i++) {
                int at = probabilities.at() + head * probabilities.apart() + i * probabilities.stride();
                buffers.rows[i] = zero == 0 ? 0 : -zero * HeadSums.ofRow(probabilities.codes(), at, m.time());
            }
            FixedPoint.addToRows(sums, to + head * m.width(), row, buffers.rows, m.rows(), columns, m.width());
        }
    }

    private Buffers multiply(Codes x, Matrix left, Codes y, Matrix right, Matrix result) {
        int lefts = extent(left);
        int rights = extent(right);
        int count = result.count() * result.rows() * result.columns();
        Buffers buffers = BUFFERS.get().atLeast(lefts, rights, count, result.columns(), result.rows());
        buffers.left.put(0, x.codes(), x.at(), lefts);
        HeadSums.flipSigns(y.codes(), y.at(), buffers.signed, rights);
        buffers.right.put(0, buffers.signed, 0, rights);
        library.product(left, right, result).run(buffers.left, 0, buffers.right, 0, buffers.memory, 0);
        return buffers;
    }

    private static int extent(Matrix m) {
        return (int) ((m.count() - 1) * m.apart()
                + (m.rows() - 1) * m.rowStride()
                + (m.columns() - 1) * m.columnStride()
                + 1);
    }
}
