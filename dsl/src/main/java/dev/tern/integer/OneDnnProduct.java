package dev.tern.integer;

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
        new PlainProduct().prepare(codes, out, in, 130, bias).multiply(input, 0, rows, expected, 0);
        prepare(codes, out, in, 130, bias).multiply(input, 0, rows, actual, 0);
        return java.util.Arrays.equals(expected, actual);
    }

    @Override
    public String name() {
        return "oneDNN u8 x s8";
    }

    @Override
    public Weights prepare(byte[] codes, int out, int in, int zero, int[] bias) {
        return new Tiles(codes, out, in, ProductKernel.added(codes, out, in, zero, bias));
    }

    /** Weights outside the heap; rows go there and sums come back a tile at a time, small enough to stay in a cache. */
    private static final class Tiles implements Weights {
        private static final int ROWS = 64;

        private final BytePointer weights;
        private final IntPointer added;
        private final int out;
        private final int in;
        private final ThreadLocal<Tile> tiles = ThreadLocal.withInitial(this::tile);

        Tiles(byte[] codes, int out, int in, int[] added) {
            this.weights = new BytePointer(codes);
            this.added = new IntPointer(added);
            this.out = out;
            this.in = in;
        }

        private Tile tile() {
            ByteBuffer source = ByteBuffer.allocateDirect(ROWS * in);
            IntBuffer sums = ByteBuffer.allocateDirect(Integer.BYTES * ROWS * out)
                    .order(ByteOrder.nativeOrder())
                    .asIntBuffer();
            return new Tile(source, new BytePointer(source), sums, new IntPointer(sums));
        }

        @Override
        public void multiply(byte[] input, int at, int rows, int[] result, int to) {
            Tile tile = tiles.get();
            for (int first = 0; first < rows; first += ROWS) {
                int part = Math.min(ROWS, rows - first);
                tile.source.put(0, input, at + first * in, part * in);
                multiply(tile, part);
                tile.sums.get(0, result, to + first * out, part * out);
            }
        }

        private void multiply(Tile tile, int rows) {
            int status = dnnl.dnnl_gemm_u8s8s32(
                    (byte) 'N',
                    (byte) 'T',
                    (byte) 'R',
                    rows,
                    out,
                    in,
                    1f,
                    tile.x,
                    in,
                    (byte) 0,
                    weights,
                    in,
                    (byte) 0,
                    0f,
                    tile.y,
                    out,
                    added);
            if (status != dnnl.dnnl_success) {
                throw new IllegalStateException("oneDNN refused a product of " + rows + " x " + in + " x " + out + ".");
            }
        }
    }

    /** A thread's rows and sums outside the heap, and where oneDNN finds them. */
    private record Tile(ByteBuffer source, BytePointer x, IntBuffer sums, IntPointer y) {}
}
