package dev.tern.tensor;

import dev.tern.onednn.Extra;
import dev.tern.onednn.Numbers;
import dev.tern.onednn.OneDnn;
import dev.tern.onednn.Product;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The three products of {@link Linear} by oneDNN, cut into parts for {@link Threads}. {@link Gemm} computes the same and
 * is the judge.
 */
final class NativeLinear {
    private static final Kind<NativeLinear> KIND = new Kind<>(NativeLinear::new);
    private static final int PART_DEPTH = 2048;

    /** Whole numbers up to this are exact in bf16. */
    private static final int BF16_WHOLE = 256;

    /** Made on first use, because loading the library takes longer than a small network's whole training. */
    private static final class Loaded {
        static final @Nullable NativeProducts USABLE = load();

        private static @Nullable NativeProducts load() {
            OneDnn library = OneDnn.ifUsable();
            return library == null ? null : new NativeProducts(library);
        }
    }

    private final NativeProducts products = Objects.requireNonNull(Loaded.USABLE);
    private final NativeConversion conversion = new NativeConversion(products);
    private final Numbers rounded = products.hasFastBf16() ? Numbers.BF16 : Numbers.F32;
    private final NativeRows forward = new NativeRows(this::forward);
    private final NativeRows inputGradient = new NativeRows(this::inputGradient);
    private final Threads.Part weightGradient = this::weightGradient;
    private int n;
    private int in;
    private int out;

    /** The factors of the product that is being computed, and where it goes. */
    private FloatBuffer a = Tensor.NONE.data();

    private FloatBuffer b = Tensor.NONE.data();
    private FloatBuffer c = Tensor.NONE.data();
    private @Nullable FloatBuffer added;
    private Numbers left = Numbers.F32;
    private Numbers right = Numbers.F32;
    private int zero;
    private float scale;
    private int extras;
    private boolean started;
    private int pieces;

    private NativeLinear() {}

    /** The products for a layer of n x in x out, or null where plain Java is as good or all there is. */
    static @Nullable NativeLinear forSize(Tape tape, int n, int in, int out) {
        if ((long) n * in * out < 100_000 || Loaded.USABLE == null) {
            return null;
        }
        NativeLinear linear = tape.take(KIND);
        linear.n = n;
        linear.in = in;
        linear.out = out;
        return linear;
    }

    /**
     * y = x w^T + bias on whole numbers, exactly, if both are small enough for bytes or for bf16.
     *
     * @return whether they are; if not, nothing was done
     */
    boolean codes(Tape tape, Tensor x, Tensor w, float @Nullable [] bias, FloatBuffer y) {
        CodeRange inputs = CodeRange.of(tape, x);
        CodeRange weights = CodeRange.of(tape, w);
        int lowest = (int) Math.max(0, -inputs.lowest());
        if (products.hasByteProducts() && inputs.highest() + lowest <= 255 && weights.isWithin(-128, 127)) {
            left = Numbers.U8;
            right = Numbers.S8;
            zero = lowest;
        } else if (products.hasFastBf16()
                && inputs.isWithin(-BF16_WHOLE, BF16_WHOLE)
                && weights.isWithin(-BF16_WHOLE, BF16_WHOLE)) {
            left = Numbers.BF16;
            right = Numbers.BF16;
            zero = 0;
        } else {
            return false;
        }
        forward(tape, x, w, 1, bias, y);
        return true;
    }

    /** y = scale x w^T + bias, of factors rounded to bf16 where that is fast. */
    void real(Tape tape, Tensor x, Tensor w, float factor, float @Nullable [] bias, FloatBuffer y) {
        left = rounded;
        right = rounded;
        zero = 0;
        forward(tape, x, w, factor, bias, y);
    }

    private void forward(Tape tape, Tensor x, Tensor w, float factor, float @Nullable [] bias, FloatBuffer y) {
        FloatBuffer weights = conversion.convert(tape, w.data(), out, in, right, 0);
        FloatBuffer inputs = conversion.convert(tape, x.data(), n, in, left, zero);
        FloatBuffer vector = bias == null ? null : tape.memory(out);
        if (vector != null) {
            vector.put(0, bias, 0, out);
        }
        a = inputs;
        b = weights;
        c = y;
        added = vector;
        scale = factor;
        extras = chosen(Extra.BIAS, bias != null) + chosen(Extra.ZERO_POINT, zero != 0) + scaled(factor);
        forward.over(n);
        NativeConversion.giveBack(tape, weights, w.data());
        NativeConversion.giveBack(tape, inputs, x.data());
        if (vector != null) {
            tape.release(vector);
        }
    }

    private void forward(int from, int rows) {
        Product product = products.forward(left, right, rows, in, out, extras);
        product.run(a, (long) from * in, b, 0, c, (long) from * out, added, scale, zero);
    }

    private static int chosen(Extra extra, boolean isNeeded) {
        return isNeeded ? NativeProducts.bit(extra) : 0;
    }

    private static int scaled(float factor) {
        return chosen(Extra.SCALE, factor != 1);
    }

    /**
     * dx = scale dy w and dw = x.scale dy^T x, each added to what its gradient holds; w as {@code values} times factor.
     */
    void backward(Tape tape, Tensor x, Tensor w, Tensor y, FloatBuffer values, float factor) {
        FloatBuffer dy = y.gradientMemory();
        a = conversion.convert(tape, dy, n, out, rounded, 0);
        if (x.needsGradient()) {
            scale = factor;
            extras = scaled(factor) + chosen(Extra.SUM, x.startGradient());
            c = x.gradientMemory();
            b = conversion.convert(tape, values, out, in, rounded, 0);
            inputGradient.over(n);
            NativeConversion.giveBack(tape, b, values);
        }
        if (w.needsGradient()) {
            started = w.startGradient();
            scale = x.scale();
            c = w.gradientMemory();
            b = conversion.convert(tape, x.data(), n, in, rounded, 0);
            pieces = (int) Math.min(2L * Threads.count(), 1 + (long) n * in * out / 5_000_000);
            pieces = Math.min(pieces, out);
            Threads.parallel(pieces, 1, weightGradient);
            NativeConversion.giveBack(tape, b, x.data());
        }
        NativeConversion.giveBack(tape, a, dy);
    }

    private void inputGradient(int from, int rows) {
        Product product = products.inputGradient(rounded, rows, in, out, extras);
        product.run(a, (long) from * out, b, 0, c, (long) from * in, null, scale, 0);
    }

    private void weightGradient(int from, int to) {
        for (int piece = from; piece < to; piece++) {
            int first = (int) ((long) out * piece / pieces);
            int rows = (int) ((long) out * (piece + 1) / pieces) - first;
            for (int start = 0; start < n; start += PART_DEPTH) {
                int depth = Math.min(PART_DEPTH, n - start);
                int chosen = scaled(scale) + chosen(Extra.SUM, started || start > 0);
                Product product = products.weightGradient(rounded, depth, in, out, rows, chosen);
                long at = (long) start * out + first;
                product.run(a, at, b, (long) start * in, c, (long) first * in, null, scale, 0);
            }
        }
    }
}
