package dev.tern.integer;

import dev.tern.tensor.Threads;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Random;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN's u8 x s8 to s32 product. On processors without a byte dot product oneDNN may saturate pairs of products at 16
 * bits, so the kernel is used only if it passes {@link #isExact}, the worst case compared with {@link PlainProduct}.
 */
final class OneDnnProduct implements ProductKernel {
    private OneDnnProduct() {}

    /** A class of its own, because the check runs on threads that wait for OneDnnProduct to be initialised. */
    private static final class Checked {
        static final @Nullable OneDnnProduct USABLE = load();
    }

    /** The kernel, or null where the library does not load or is not exact. */
    static @Nullable OneDnnProduct ifUsable() {
        return Checked.USABLE;
    }

    private static @Nullable OneDnnProduct load() {
        try {
            OneDnnProduct kernel = new OneDnnProduct();
            return kernel.isExact() ? kernel : null;
        } catch (LinkageError | RuntimeException e) {
            return null;
        }
    }

    private boolean isExact() {
        Random random = new Random(1);
        int rows = 9;
        int in = 67;
        int out = 33;
        byte[] input = new byte[rows * in];
        byte[] codes = new byte[out * in];
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) (i < input.length / 2 ? 255 : random.nextInt(256));
        }
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (i < codes.length / 4 ? 127 : i < codes.length / 2 ? -128 : random.nextInt(256));
        }
        int[] bias = random.ints(out).toArray();
        int[] expected = new int[rows * out];
        int[] actual = new int[rows * out];
        new PlainProduct().prepare(codes, out, in).multiply(input, rows, 130, bias, expected);
        prepare(codes, out, in).multiply(input, rows, 130, bias, actual);
        return java.util.Arrays.equals(expected, actual);
    }

    @Override
    public String name() {
        return "oneDNN u8 x s8";
    }

    @Override
    public Weights prepare(byte[] codes, int out, int in) {
        BytePointer weights = new BytePointer(codes);
        int[] sums = new int[out];
        for (int i = 0; i < codes.length; i++) {
            sums[i / in] += codes[i];
        }
        return (input, rows, zero, bias, result) -> {
            // The zero point goes into the row that is added: sum (x − z) w = sum x w − z sum w.
            int[] added = new int[out];
            for (int o = 0; o < out; o++) {
                added[o] = bias[o] - zero * sums[o];
            }
            try (IntPointer offsets = new IntPointer(added)) {
                Threads.parallel(rows, (from, to) -> chunk(input, from, to, in, weights, offsets, result, out));
            }
        };
    }

    private static void chunk(
            byte[] input, int from, int to, int in, BytePointer weights, IntPointer offsets, int[] result, int out) {
        int rows = to - from;
        ByteBuffer source = ByteBuffer.allocateDirect(rows * in);
        source.put(0, input, from * in, rows * in);
        ByteBuffer sums = ByteBuffer.allocateDirect(4 * rows * out).order(ByteOrder.nativeOrder());
        IntBuffer target = sums.asIntBuffer();
        try (BytePointer x = new BytePointer(source);
                IntPointer y = new IntPointer(target)) {
            int status = dnnl.dnnl_gemm_u8s8s32(
                    (byte) 'N',
                    (byte) 'T',
                    (byte) 'R',
                    rows,
                    out,
                    in,
                    1f,
                    x,
                    in,
                    (byte) 0,
                    weights,
                    in,
                    (byte) 0,
                    0f,
                    y,
                    out,
                    offsets);
            if (status != dnnl.dnnl_success) {
                throw new IllegalStateException("oneDNN refused a product of " + rows + " x " + in + " x " + out + ".");
            }
        }
        target.get(0, result, from * out, rows * out);
    }
}
