package dev.tern.integer;

import dev.tern.ibert.FixedPoint;
import dev.tern.onednn.Matrix;
import dev.tern.onednn.Numbers;
import dev.tern.onednn.OneDnn;
import dev.tern.onednn.PackedWeights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN's u8 x s8 to s32 product, weights laid out once. On processors without a byte dot product oneDNN may saturate
 * pairs of products at 16 bits, so a matrix gets this kernel only if its largest code passed {@link #isExact}, the worst
 * case compared with {@link PlainProduct}.
 */
final class OneDnnProduct implements ProductKernel {
    private static final int LARGEST = 128;

    /** 2 · 64 · 255 is below 2¹⁵, where pairs of products would saturate. */
    private static final int LARGEST_PAIRED = 64;

    /** Rows that go through at a time: with their sums they stay in a core's cache. */
    private static final int ROWS = 64;

    private static final ThreadLocal<Tile> TILES = ThreadLocal.withInitial(Tile::new);

    private final OneDnn library;
    private final int largest;

    private OneDnnProduct(OneDnn library, int largest) {
        this.library = library;
        this.largest = largest;
    }

    /** A class of its own, because the check runs while OneDnnProduct is being initialised. */
    private static final class Checked {
        static final @Nullable OneDnnProduct USABLE = load();
    }

    /** The kernel, or null where the library does not load or is not exact. */
    static @Nullable OneDnnProduct ifUsable() {
        return Checked.USABLE;
    }

    private static @Nullable OneDnnProduct load() {
        try {
            OneDnn library = OneDnn.ifUsable();
            if (library == null) {
                return null;
            }
            for (int largest : new int[] {LARGEST, LARGEST_PAIRED}) {
                OneDnnProduct kernel = new OneDnnProduct(library, largest);
                if (kernel.isExact()) {
                    return kernel;
                }
            }
            return null;
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
            int code = random.nextInt(2 * largest) - largest;
            codes[i] = (byte) (i < codes.length / 4 ? largest - 1 : i < codes.length / 2 ? -largest : code);
        }
        int[] bias = random.ints(out).toArray();
        int[] expected = new int[rows * out];
        int[] actual = new int[rows * out];
        new PlainProduct().prepare(codes, out, in, 130, bias).multiply(input, 0, rows, expected, 0);
        prepare(codes, out, in, 130, bias).multiply(input, 0, rows, actual, 0);
        return Arrays.equals(expected, actual);
    }

    /** Whether products with these weights are exact here. */
    boolean isExactFor(byte[] codes) {
        for (byte code : codes) {
            if (code < -largest || code >= largest) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String name() {
        return "oneDNN u8 x s8";
    }

    /** What makes it fast here. */
    String reason() {
        return library.hasByteProducts()
                ? "the processor has byte dot products (" + library.processor() + ")"
                : "no byte dot product here, but codes this small do not saturate";
    }

    @Override
    public Weights prepare(byte[] codes, int out, int in, int zero, int[] bias) {
        PackedWeights packed = library.weights(Numbers.U8, Numbers.S8, Numbers.S32, in, out, ROWS);
        packed.load(
                Matrix.of(Numbers.S8, out, in).transposed(),
                ByteBuffer.allocateDirect(codes.length).put(0, codes),
                0);
        return new Packed(packed, out, in, ProductKernel.added(codes, out, in, zero, bias));
    }

    /** A thread's rows and sums outside the heap. */
    private static final class Tile {
        ByteBuffer source = direct(0);
        ByteBuffer memory = direct(0);
        IntBuffer sums = memory.asIntBuffer();

        Tile atLeast(int inputs, int outputs) {
            if (source.capacity() < inputs) {
                source = direct(inputs);
            }
            if (sums.capacity() < outputs) {
                memory = direct(Integer.BYTES * outputs);
                sums = memory.asIntBuffer();
            }
            return this;
        }

        private static ByteBuffer direct(int bytes) {
            return ByteBuffer.allocateDirect(bytes + 128).alignedSlice(64).order(ByteOrder.nativeOrder());
        }
    }

    private record Packed(PackedWeights packed, int out, int in, int[] added) implements Weights {
        @Override
        public void multiply(byte[] input, int at, int rows, int[] result, int to) {
            Tile tile = TILES.get().atLeast(ROWS * in, ROWS * out);
            for (int first = 0; first < rows; first += ROWS) {
                int part = Math.min(ROWS, rows - first);
                run(tile, input, at + first * in, part);
                for (int i = 0; i < part; i++) {
                    read(tile, i, result, to + (first + i) * out);
                }
            }
        }

        @Override
        public void multiply(byte[] input, int at, int rows, int width, int[] sums, NearRows then) {
            Tile tile = TILES.get().atLeast(ROWS * in, ROWS * out);
            for (int first = 0; first < rows; first += ROWS) {
                int part = Math.min(ROWS, rows - first);
                run(tile, input, at + first * in, part);
                for (int i = 0; i < part; i += NearRows.COUNT) {
                    int near = Math.min(NearRows.COUNT, part - i);
                    for (int j = 0; j < near; j++) {
                        read(tile, i + j, sums, j * out);
                    }
                    then.take(first + i, near, 0);
                }
            }
        }

        private void run(Tile tile, byte[] input, int at, int rows) {
            tile.source.put(0, input, at, rows * in);
            packed.multiply(compiled(rows), tile.source, 0, tile.memory, 0);
        }

        private void read(Tile tile, int row, int[] result, int to) {
            tile.sums.get(row * out, result, to, out);
            FixedPoint.add(result, to, added, 0, out);
        }

        /** Code is made for few numbers of rows; those a tile has beyond the caller's are computed and not read. */
        private static int compiled(int rows) {
            return rows <= 16 ? Integer.highestOneBit(2 * rows - 1) : (rows + 15) & -16;
        }
    }
}
