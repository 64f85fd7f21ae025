package dev.tern.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * Whole numbers, whose products have one right answer, through every kind of product once. Bytes run over their whole
 * range: processors without a byte dot product saturate pairs of products at 16 bits.
 */
final class SelfCheck {
    private static final int ROWS = 9;
    private static final int DEPTH = 67;
    private static final int COLUMNS = 33;

    private SelfCheck() {}

    static boolean passes(OneDnn library) {
        return isExact(library, Numbers.F32, Numbers.F32, Numbers.F32, -127, 127)
                && (!library.hasFastBf16() || isExact(library, Numbers.BF16, Numbers.BF16, Numbers.F32, -256, 256))
                && (!library.hasByteProducts()
                        || isExact(library, Numbers.U8, Numbers.S8, Numbers.S32, 0, 255)
                                && isExact(library, Numbers.S8, Numbers.S8, Numbers.S32, -128, 127));
    }

    private static boolean isExact(OneDnn library, Numbers left, Numbers right, Numbers result, int low, int high) {
        Random random = new Random(1);
        int[] a = random.ints(ROWS * DEPTH, low, high + 1).toArray();
        int[] b = random.ints(DEPTH * COLUMNS, -128, 128).toArray();
        for (int i = 0; i < a.length / 2; i++) {
            a[i] = high;
        }
        for (int i = 0; i < b.length / 2; i++) {
            b[i] = i < b.length / 4 ? 127 : -128;
        }
        ByteBuffer c = direct(ROWS * COLUMNS, 4);
        library.product(
                        Matrix.of(left, ROWS, DEPTH),
                        Matrix.of(right, DEPTH, COLUMNS),
                        Matrix.of(result, ROWS, COLUMNS))
                .run(of(left, a), 0, of(right, b), 0, c, 0);
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                int sum = 0;
                for (int k = 0; k < DEPTH; k++) {
                    sum += a[i * DEPTH + k] * b[k * COLUMNS + j];
                }
                int at = 4 * (i * COLUMNS + j);
                if (sum != (result == Numbers.S32 ? c.getInt(at) : (double) c.getFloat(at))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static ByteBuffer direct(int count, int bytes) {
        return ByteBuffer.allocateDirect(count * bytes).order(ByteOrder.nativeOrder());
    }

    static ByteBuffer of(Numbers numbers, int[] values) {
        ByteBuffer buffer = direct(values.length, numbers.bytes());
        for (int i = 0; i < values.length; i++) {
            switch (numbers) {
                case F32 -> buffer.putFloat(4 * i, values[i]);
                case BF16 -> buffer.putShort(2 * i, (short) (Float.floatToRawIntBits(values[i]) >>> 16));
                case U8, S8 -> buffer.put(i, (byte) values[i]);
                case S32 -> buffer.putInt(4 * i, values[i]);
            }
        }
        return buffer;
    }
}
