package dev.tern.integer;

/**
 * The product by fused multiply-adds of whole numbers in fp32, the fastest that Java alone has for wide codes. A sum
 * that starts at 1.5 · 2²³ has a unit of exactly 1 as long as it moves by no more than 2²²; so the depth is cut into
 * parts that cannot move further, and the integer is what the bits of the float differ by. {@link FloatTile} holds the
 * loop.
 */
final class FloatProduct implements ProductKernel {
    private static final int FARTHEST = 1 << 22;
    private static final int LARGEST_INPUT = 255;

    private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

    /** Whether it can run here. */
    static boolean isUsable() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    @Override
    public String name() {
        return "fp32 fused multiply-add of whole numbers, Vector API";
    }

    @Override
    public Weights prepare(byte[] codes, int out, int in, int zero, int[] bias) {
        int columns = FloatTile.COLUMNS;
        int panels = (out + columns - 1) / columns;
        float[] packed = new float[panels * in * columns];
        int largest = 1;
        for (int o = 0; o < out; o++) {
            for (int k = 0; k < in; k++) {
                int code = codes[o * in + k];
                packed[(o / columns * in + k) * columns + o % columns] = code;
                largest = Math.max(largest, Math.abs(code));
            }
        }
        int depth = Math.min(in, FARTHEST / (LARGEST_INPUT * largest));
        return new Panels(packed, out, in, depth, ProductKernel.added(codes, out, in, zero, bias));
    }

    /** A thread's inputs as floats, and the sums of one tile. */
    private static final class Buffers {
        float[] inputs = {};
        final int[] sums = new int[FloatTile.ROWS * FloatTile.COLUMNS];

        Buffers atLeast(int in) {
            if (inputs.length < FloatTile.ROWS * in) {
                inputs = new float[FloatTile.ROWS * in];
            }
            return this;
        }
    }

    private record Panels(float[] packed, int out, int in, int depth, int[] added) implements Weights {
        @Override
        public void multiply(byte[] input, int at, int rows, int[] result, int to) {
            Buffers buffers = BUFFERS.get().atLeast(in);
            for (int first = 0; first < rows; first += FloatTile.ROWS) {
                int part = Math.min(FloatTile.ROWS, rows - first);
                for (int k = 0; k < in; k++) {
                    for (int i = 0; i < part; i++) {
                        buffers.inputs[k * FloatTile.ROWS + i] = input[at + (first + i) * in + k] & 0xFF;
                    }
                }
                for (int column = 0; column < out; column += FloatTile.COLUMNS) {
                    tile(buffers, column, part, result, to + first * out + column);
                }
            }
        }

        private void tile(Buffers buffers, int column, int rows, int[] result, int to) {
            int columns = Math.min(FloatTile.COLUMNS, out - column);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(added, column, result, to + i * out, columns);
            }
            for (int k = 0; k < in; k += depth) {
                int part = Math.min(depth, in - k);
                FloatTile.multiply(
                        part,
                        buffers.inputs,
                        k * FloatTile.ROWS,
                        packed,
                        column * in + k * FloatTile.COLUMNS,
                        buffers.sums);
                for (int i = 0; i < rows; i++) {
                    for (int c = 0; c < columns; c++) {
                        result[to + i * out + c] += buffers.sums[i * FloatTile.COLUMNS + c];
                    }
                }
            }
        }
    }
}
