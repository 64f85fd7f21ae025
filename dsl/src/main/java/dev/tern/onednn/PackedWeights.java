package dev.tern.onednn;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * The right factor b (depth x columns) of many products, in the library's own layout: laid out once by {@link #load},
 * as often as the numbers change, and read by any number of threads after that.
 */
public final class PackedWeights {
    private record From(Matrix matrix) {}

    private record To(int rows, boolean adds) {}

    private final Numbers left;
    private final Numbers numbers;
    private final Numbers result;
    private final int depth;
    private final int columns;
    private final dnnl_memory_desc layout;
    private final ByteBuffer memory;
    private final ConcurrentMap<From, Primitive> copies = new ConcurrentHashMap<>();
    private final ConcurrentMap<To, Primitive> products = new ConcurrentHashMap<>();

    PackedWeights(Numbers left, Numbers numbers, Numbers result, int depth, int columns, int typicalRows) {
        this.left = left;
        this.numbers = numbers;
        this.result = result;
        this.depth = depth;
        this.columns = columns;
        Matrix b = Matrix.of(numbers, depth, columns);
        Primitive typical = compile(typicalRows, Native.describeAny(b), false);
        layout = typical.operand(1);
        products.put(new To(typicalRows, false), typical);
        int bytes = Math.toIntExact(org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size(layout));
        memory = ByteBuffer.allocateDirect(bytes + 64).alignedSlice(64).order(ByteOrder.nativeOrder());
    }

    private Primitive compile(int rows, dnnl_memory_desc layoutOfB, boolean adds) {
        Matrix a = Matrix.of(left, rows, depth);
        return Primitive.product(
                Native.describe(a),
                layoutOfB,
                a,
                Matrix.of(numbers, depth, columns),
                Matrix.of(result, rows, columns),
                adds ? Set.of(Extra.SUM) : Set.of());
    }

    /**
     * Lays out new numbers, converted if {@code matrix} has another type; no product may run meanwhile.
     *
     * @param matrix depth x columns, of one matrix: {@code Matrix.of(F32, out, in).transposed()} for a layer's weight
     */
    public void load(Matrix matrix, Buffer from, long at) {
        if (matrix.rows() != depth || matrix.columns() != columns || matrix.count() != 1) {
            throw new IllegalArgumentException("These weights are " + depth + " x " + columns + ", not " + matrix.rows()
                    + " x " + matrix.columns() + ".");
        }
        copies.computeIfAbsent(
                        new From(matrix),
                        key -> Primitive.copy(
                                Native.describe(matrix), layout, matrix, Matrix.of(numbers, depth, columns)))
                .copy(from, at, memory, 0, 0);
    }

    /** c = a b, for {@code rows} rows of a (rows x depth) and c (rows x columns), both without gaps. */
    public void multiply(int rows, Buffer a, long aAt, Buffer c, long cAt) {
        products.computeIfAbsent(new To(rows, false), key -> compile(rows, layout, false))
                .multiply(a, aAt, memory, 0, c, cAt, null, 0, 1, 0);
    }

    /** c += a b. */
    public void multiplyAdd(int rows, Buffer a, long aAt, Buffer c, long cAt) {
        products.computeIfAbsent(new To(rows, true), key -> compile(rows, layout, true))
                .multiply(a, aAt, memory, 0, c, cAt, null, 0, 1, 0);
    }

    /** Bytes of the laid out numbers. */
    public int bytes() {
        return memory.capacity();
    }

    @Override
    public String toString() {
        return "weights " + depth + " x " + columns + ", " + left + " x " + numbers + " to " + result;
    }
}
