package dev.tern.tensor;

import dev.tern.onednn.Extra;
import dev.tern.onednn.Numbers;
import dev.tern.onednn.OneDnn;
import dev.tern.onednn.Product;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The three products of {@link Linear} by oneDNN, cut into parts for {@link Threads}. A part's shape decides what is
 * compiled, so parts have few sizes. {@link Gemm} computes the same and is the judge.
 */
final class NativeLinear {
    private static final int PART_ROWS = 256;
    private static final int PART_DEPTH = 2048;

    /** Whole numbers up to this are exact in bf16. */
    private static final int BF16_WHOLE = 256;

    /** Made on first use, because loading the library takes longer than a small network's whole training. */
    private static final class Loaded {
        static final @Nullable NativeLinear USABLE = load();

        private static @Nullable NativeLinear load() {
            OneDnn library = OneDnn.ifUsable();
            return library == null ? null : new NativeLinear(library);
        }
    }

    private final OneDnn library;
    private final Numbers rounded;
    private final NativeProducts products;

    private NativeLinear(OneDnn library) {
        this.library = library;
        products = new NativeProducts(library);
        rounded = library.hasFastBf16() ? Numbers.BF16 : Numbers.F32;
    }

    /** The products for a layer of n x in x out, or null where plain Java is as good or all there is. */
    static @Nullable NativeLinear forSize(int n, int in, int out) {
        return (long) n * in * out < 100_000 ? null : Loaded.USABLE;
    }

    /**
     * y = x w^T + bias on whole numbers, exactly, if both are small enough for bytes or for bf16.
     *
     * @return whether they are; if not, nothing was done
     */
    boolean codes(Tape tape, Tensor x, Tensor w, float @Nullable [] bias, FloatBuffer y) {
        CodeRange left = CodeRange.of(x);
        CodeRange right = CodeRange.of(w);
        int zero = (int) Math.max(0, -left.lowest());
        if (library.hasByteProducts() && left.highest() + zero <= 255 && right.isWithin(-128, 127)) {
            forward(tape, x, w, Numbers.U8, Numbers.S8, zero, 1, bias, y);
            return true;
        }
        if (library.hasFastBf16()
                && left.isWithin(-BF16_WHOLE, BF16_WHOLE)
                && right.isWithin(-BF16_WHOLE, BF16_WHOLE)) {
            forward(tape, x, w, Numbers.BF16, Numbers.BF16, 0, 1, bias, y);
            return true;
        }
        return false;
    }

    /** y = scale x w^T + bias, of factors rounded to bf16 where that is fast. */
    void real(Tape tape, Tensor x, Tensor w, float scale, float @Nullable [] bias, FloatBuffer y) {
        forward(tape, x, w, rounded, rounded, 0, scale, bias, y);
    }

    private void forward(
            Tape tape,
            Tensor x,
            Tensor w,
            Numbers left,
            Numbers right,
            int zero,
            float scale,
            float @Nullable [] bias,
            FloatBuffer y) {
        int n = x.rows();
        int in = x.columns();
        int out = w.rows();
        FloatBuffer weights = convert(tape, w.data(), out, in, right, 0);
        FloatBuffer inputs = convert(tape, x.data(), n, in, left, zero);
        FloatBuffer added = bias == null ? null : tape.memory(out);
        if (added != null) {
            added.put(0, bias, 0, out);
        }
        int extras = chosen(Extra.BIAS, bias != null) + chosen(Extra.ZERO_POINT, zero != 0) + scaled(scale);
        rows(n, (from, rows) -> {
            Product product = products.forward(left, right, rows, in, out, extras);
            product.run(inputs, (long) from * in, weights, 0, y, (long) from * out, added, scale, zero);
        });
        giveBack(tape, weights, w.data());
        giveBack(tape, inputs, x.data());
        if (added != null) {
            tape.release(added);
        }
    }

    private static int chosen(Extra extra, boolean isNeeded) {
        return isNeeded ? NativeProducts.bit(extra) : 0;
    }

    private static int scaled(float scale) {
        return chosen(Extra.SCALE, scale != 1);
    }

    /**
     * dx = scale dy w and dw = x.scale dy^T x, each added to what its gradient holds; w as {@code values} times scale.
     */
    void backward(Tape tape, Tensor x, Tensor w, Tensor y, FloatBuffer values, float scale) {
        int n = x.rows();
        int in = x.columns();
        int out = w.rows();
        FloatBuffer dy = y.gradientMemory();
        FloatBuffer outer = convert(tape, dy, n, out, rounded, 0);
        if (x.needsGradient()) {
            int extras = scaled(scale) + chosen(Extra.SUM, x.startGradient());
            FloatBuffer dx = x.gradientMemory();
            FloatBuffer weights = convert(tape, values, out, in, rounded, 0);
            rows(n, (from, rows) -> {
                Product product = products.inputGradient(rounded, rows, in, out, extras);
                product.run(outer, (long) from * out, weights, 0, dx, (long) from * in, null, scale, 0);
            });
            giveBack(tape, weights, values);
        }
        if (w.needsGradient()) {
            boolean started = w.startGradient();
            FloatBuffer dw = w.gradientMemory();
            FloatBuffer inputs = convert(tape, x.data(), n, in, rounded, 0);
            int pieces = (int) Math.min(2L * Threads.count(), 1 + (long) n * in * out / 5_000_000);
            Threads.parallel(Math.min(pieces, out), 1, (from, to) -> {
                for (int piece = from; piece < to; piece++) {
                    int first = (int) ((long) out * piece / pieces);
                    int rows = (int) ((long) out * (piece + 1) / pieces) - first;
                    weightGradient(outer, inputs, n, in, out, first, rows, x.scale(), started, dw);
                }
            });
            giveBack(tape, inputs, x.data());
        }
        giveBack(tape, outer, dy);
    }

    private void weightGradient(
            FloatBuffer outer,
            FloatBuffer inputs,
            int n,
            int in,
            int out,
            int first,
            int rows,
            float scale,
            boolean started,
            FloatBuffer dw) {
        for (int start = 0; start < n; start += PART_DEPTH) {
            int depth = Math.min(PART_DEPTH, n - start);
            int extras = scaled(scale) + chosen(Extra.SUM, started || start > 0);
            products.weightGradient(rounded, depth, in, out, rows, extras)
                    .run(
                            outer,
                            (long) start * out + first,
                            inputs,
                            (long) start * in,
                            dw,
                            (long) first * in,
                            null,
                            scale,
                            0);
        }
    }

    /** The matrix as it is, or a copy in other numbers; to be given back. */
    private FloatBuffer convert(Tape tape, FloatBuffer from, int rows, int columns, Numbers numbers, int zero) {
        if (numbers == Numbers.F32) {
            return from;
        }
        FloatBuffer memory = tape.memory(((long) rows * columns * numbers.bytes() + 3) / 4);
        rows(rows, (first, count) -> {
            long at = (long) first * columns;
            products.conversion(count, columns, numbers).run(from, at, memory, at, zero);
        });
        return memory;
    }

    private static void giveBack(Tape tape, FloatBuffer memory, FloatBuffer original) {
        if (memory != original) {
            tape.release(memory);
        }
    }

    /** Runs {@code part} on all rows, {@link #PART_ROWS} at a time, or fewer where there is not a part for each thread. */
    private static void rows(int n, RowsPart part) {
        int size = Math.min(PART_ROWS, (n + Threads.count() - 1) / Threads.count());
        // A single row is another algorithm, which sums in another order.
        while (size > 2 && n % size == 1) {
            size--;
        }
        int step = size;
        Threads.parallel((n + step - 1) / step, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                part.run(i * step, Math.min(step, n - i * step));
            }
        });
    }

    private interface RowsPart {
        void run(int first, int count);
    }
}
