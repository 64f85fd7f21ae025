package dev.tern.integer;

import dev.tern.ibert.FixedPoint;
import dev.tern.ibert.Rescale;
import dev.tern.ibert.RescaleColumns;
import dev.tern.quant.Packing;
import org.jspecify.annotations.Nullable;

/**
 * An affine layer of an integer program: bytes to sums. With one scale the bias is in the kernel's sums; where outputs or
 * halves have scales of their own, sums are rescaled to the largest, then the bias, then the other half is added.
 *
 * <p>State: {@code NAME.codes} packed, {@code NAME.shape} outputs, inputs, bits and the input's zero, {@code NAME.bias},
 * {@code NAME.zeros} if codes of 0 are not 0, {@code NAME.columns} if columns are rescaled, {@code NAME.fixed} if a
 * function at fixed scale follows, and all of {@code NAME.split} if there is another half.
 */
final class DenseStep {
    private final String name;
    private final int out;
    private final int in;
    private final int bits;
    private final int zero;
    private final int[] bias;
    private final int[] zeros;
    private final @Nullable RescaleColumns columns;
    private final @Nullable Rescale fixed;
    private final @Nullable DenseStep half;
    private final byte[] packed;
    private final OnFirstUse<ProductChoice> choice = new OnFirstUse<>(this::choose);
    private final OnFirstUse<ProductKernel.Weights> weights = new OnFirstUse<>(this::prepare);

    DenseStep(ProgramState state, String name) {
        int[] shape = state.numbers(name + ".shape", 4);
        this.name = name;
        out = shape[0];
        in = shape[1];
        bits = shape[2];
        zero = shape[3];
        bias = state.numbers(name + ".bias", out);
        zeros = state.has(name + ".zeros") ? state.numbers(name + ".zeros", 1) : new int[0];
        columns = state.has(name + ".columns") ? new RescaleColumns(state.numbers(name + ".columns", out)) : null;
        fixed = state.has(name + ".fixed")
                ? rescale(state.numbers(name + ".fixed", 2), -FixedPoint.LARGEST, FixedPoint.LARGEST)
                : null;
        half = state.has(name + ".split.shape") ? new DenseStep(state, name + ".split") : null;
        packed = state.bytes(name + ".codes");
    }

    private ProductChoice choose() {
        return ProductChoice.of(codes(), in);
    }

    private ProductKernel.Weights prepare() {
        return choice.get().prepare(codes(), out, in, zero, columns == null ? bias : new int[out]);
    }

    /** The weights, [out, in]. */
    byte[] codes() {
        return Packing.unpack(packed, out * in, bits);
    }

    /** The bias, which is part of a product's sums. */
    int[] bias() {
        return bias;
    }

    /** Numbers a row of its input has. */
    int in() {
        return in;
    }

    /** The input's byte of zero. */
    int zero() {
        return zero;
    }

    /** Whether a product with its codes, with the bias added, is all there is to it. */
    boolean isOneProduct() {
        return columns == null && fixed == null && half == null && zeros.length == 0;
    }

    static Rescale rescale(int[] ratio, int lowest, int highest) {
        return new Rescale(ratio[0], ratio[1], lowest, highest);
    }

    int out() {
        return out;
    }

    /** Whether its sums are whole after one product, without a rescaling by columns. */
    boolean isPlain() {
        return columns == null;
    }

    /** How a trace names the weights. */
    String type() {
        String own = bits == 1 ? "binary" : bits == 2 && zeros.length == 0 ? "ternary" : "int" + bits;
        return half == null ? own : own + " + " + half.type();
    }

    ProductChoice choice() {
        return choice.get();
    }

    String name() {
        return name;
    }

    /**
     * Sums of rows of bytes.
     *
     * @param codes [rows, in], row 0 at index {@code at}
     * @param sums [rows, out] from index 0 on
     * @param other as large as {@code sums}, overwritten if there is another half
     */
    void multiply(byte[] codes, int at, int rows, int[] sums, int[] other) {
        weights.get().multiply(codes, at, rows, sums, 0);
        complete(codes, at, rows, sums, 0);
        if (half != null) {
            half.multiply(codes, at, rows, other, other);
            FixedPoint.addSaturated(sums, 0, other, 0, rows * out);
        }
    }

    /**
     * Sums of a few rows of bytes after the other, each handed on while they are near.
     *
     * @param codes [rows, in], row 0 at index {@code at}; not written while rows are handed on
     * @param block whose sums they are
     */
    void multiply(byte[] codes, int at, int rows, Block block, ProductKernel.NearRows then) {
        if (half == null) {
            weights.get().multiply(codes, at, rows, out, block.sums, (first, near, from) -> {
                complete(codes, at + first * in, near, block.sums, from);
                then.take(first, near, from);
            });
        } else {
            multiply(codes, at, rows, block.sums, block.other);
            ProductKernel.NearRows.each(rows, out, then);
        }
    }

    /** What zeros and scales of the weights leave to do. */
    private void complete(byte[] codes, int at, int rows, int[] sums, int from) {
        if (zeros.length > 0) {
            subtractZeros(codes, at, rows, sums, from);
        }
        if (columns != null) {
            for (int row = from; row < from + rows * out; row += out) {
                columns.apply(sums, row);
                FixedPoint.addSaturated(sums, row, bias, 0, out);
            }
        }
    }

    /** Sums[from] to sums[to - 1] in units of {@link FixedPoint#BITS}, if a function at fixed scale follows. */
    void toFixed(int[] sums, int from, int to) {
        if (fixed != null) {
            fixed.apply(sums, from, to, sums, from);
        }
    }

    private void subtractZeros(byte[] codes, int at, int rows, int[] sums, int from) {
        for (int i = 0; i < rows; i++) {
            int sum = HeadSums.ofRow(codes, at + i * in, in) - in * zero;
            int row = from + i * out;
            if (zeros.length == 1) {
                int less = zeros[0] * sum;
                for (int o = row; o < row + out; o++) {
                    sums[o] -= less;
                }
            } else {
                for (int o = 0; o < out; o++) {
                    sums[row + o] -= zeros[o] * sum;
                }
            }
        }
    }
}
