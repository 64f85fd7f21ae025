package dev.tern.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Products and conversions against plain loops: whole numbers are equal bit for bit, whatever the layout. */
class OneDnnTest {
    private static final int[][] SHAPES = {{1, 1, 1}, {5, 3, 17}, {64, 312, 40}, {33, 130, 65}, {2, 1200, 312}};

    private final Random random = new Random(7);

    @SuppressWarnings("NullAway.Init")
    private OneDnn library;

    @BeforeEach
    void load() {
        OneDnn loaded = OneDnn.ifUsable();
        assumeThat(loaded).isNotNull();
        if (loaded != null) {
            library = loaded;
        }
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private static int[] product(int[] a, int[] b, int m, int n, int k) {
        int[] c = new int[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int p = 0; p < k; p++) {
                    c[i * n + j] += a[i * k + p] * b[p * n + j];
                }
            }
        }
        return c;
    }

    private static int[] transposed(int[] values, int rows, int columns) {
        int[] other = new int[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                other[j * rows + i] = values[i * columns + j];
            }
        }
        return other;
    }

    private static int[] read(Numbers numbers, ByteBuffer buffer, int count) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = numbers == Numbers.S32 ? buffer.getInt(4 * i) : (int) buffer.getFloat(4 * i);
        }
        return values;
    }

    private void equalsPlainLoops(Numbers left, Numbers right, Numbers result, int low, int high) {
        for (int[] shape : SHAPES) {
            int m = shape[0];
            int k = shape[1];
            int n = shape[2];
            int[] a = random.ints(m * k, low, high).toArray();
            int[] b = random.ints(k * n, -100, 101).toArray();
            int[] expected = product(a, b, m, n, k);
            ByteBuffer c = direct(4 * m * n);
            Matrix first = Matrix.of(left, m, k);
            Matrix second = Matrix.of(right, k, n);
            Matrix third = Matrix.of(result, m, n);
            ByteBuffer aMemory = SelfCheck.of(left, a);
            ByteBuffer bMemory = SelfCheck.of(right, b);
            library.product(first, second, third).run(aMemory, 0, bMemory, 0, c, 0);
            assertThat(read(result, c, m * n)).isEqualTo(expected);

            library.product(first, second, third, Extra.SUM).run(aMemory, 0, bMemory, 0, c, 0);
            assertThat(read(result, c, m * n))
                    .isEqualTo(Arrays.stream(expected).map(x -> 2 * x).toArray());

            Matrix columnsFirst = Matrix.of(right, n, k).transposed();
            ByteBuffer bTransposed = SelfCheck.of(right, transposed(b, k, n));
            library.product(first, columnsFirst, third).run(aMemory, 0, bTransposed, 0, c, 0);
            assertThat(read(result, c, m * n)).isEqualTo(expected);

            Matrix aColumns = Matrix.of(left, k, m).transposed();
            library.product(aColumns, second, third).run(SelfCheck.of(left, transposed(a, m, k)), 0, bMemory, 0, c, 0);
            assertThat(read(result, c, m * n)).isEqualTo(expected);

            PackedWeights weights = library.weights(left, right, result, k, n, 64);
            weights.load(columnsFirst, bTransposed, 0);
            weights.multiply(m, aMemory, 0, c, 0);
            assertThat(read(result, c, m * n)).isEqualTo(expected);
        }
    }

    @Test
    void wholeNumbersInFp32() {
        equalsPlainLoops(Numbers.F32, Numbers.F32, Numbers.F32, -100, 101);
    }

    @Test
    void wholeNumbersUpTo256InBf16() {
        assumeThat(library.hasFastBf16()).isTrue();
        equalsPlainLoops(Numbers.BF16, Numbers.BF16, Numbers.F32, -100, 101);
    }

    @Test
    void bytes() {
        assumeThat(library.hasByteProducts()).isTrue();
        equalsPlainLoops(Numbers.U8, Numbers.S8, Numbers.S32, 0, 256);
        equalsPlainLoops(Numbers.S8, Numbers.S8, Numbers.S32, -128, 128);
        equalsPlainLoops(Numbers.U8, Numbers.S8, Numbers.F32, 0, 256);
    }

    @Test
    void scaleZeroPointAndBiasAreExactInWholeNumbers() {
        int m = 37;
        int k = 45;
        int n = 29;
        int[] a = random.ints(m * k, -113, 143).toArray();
        int[] b = random.ints(k * n, -127, 128).toArray();
        int[] bias = random.ints(n, -9999, 9999).toArray();
        int[] expected = product(a, b, m, n, k);
        for (int i = 0; i < expected.length; i++) {
            expected[i] += bias[i % n];
        }
        ByteBuffer codes = direct(m * k);
        ByteBuffer c = direct(4 * m * n);
        if (library.hasByteProducts()) {
            library.conversion(Matrix.of(Numbers.F32, m, k), Matrix.of(Numbers.U8, m, k))
                    .run(SelfCheck.of(Numbers.F32, a), 0, codes, 0, 113);
            library.product(
                            Matrix.of(Numbers.U8, m, k),
                            Matrix.of(Numbers.S8, k, n),
                            Matrix.of(Numbers.F32, m, n),
                            Extra.ZERO_POINT,
                            Extra.BIAS)
                    .run(codes, 0, SelfCheck.of(Numbers.S8, b), 0, c, 0, SelfCheck.of(Numbers.F32, bias), 1, 113);
            assertThat(read(Numbers.F32, c, m * n)).isEqualTo(expected);
        }
        library.product(
                        Matrix.of(Numbers.F32, m, k),
                        Matrix.of(Numbers.F32, k, n),
                        Matrix.of(Numbers.F32, m, n),
                        Extra.SCALE)
                .run(SelfCheck.of(Numbers.F32, a), 0, SelfCheck.of(Numbers.F32, b), 0, c, 0, null, 2, 0);
        assertThat(read(Numbers.F32, c, m * n))
                .isEqualTo(Arrays.stream(product(a, b, m, n, k)).map(x -> 2 * x).toArray());
    }

    @Test
    void manySmallProductsOfPartsOfAWiderMatrix() {
        int heads = 3;
        int width = 26;
        int time = 10;
        int stride = heads * width;
        int[] q = random.ints(time * stride, -50, 51).toArray();
        int[] k = random.ints(time * stride, -50, 51).toArray();
        ByteBuffer c = direct(4 * heads * time * time);
        Matrix part = Matrix.of(Numbers.F32, time, width).withRowStride(stride).times(heads, width);
        library.product(
                        part,
                        part.transposed(),
                        Matrix.of(Numbers.F32, time, time).times(heads, time * time))
                .run(SelfCheck.of(Numbers.F32, q), 0, SelfCheck.of(Numbers.F32, k), 0, c, 0);
        for (int h = 0; h < heads; h++) {
            for (int i = 0; i < time; i++) {
                for (int j = 0; j < time; j++) {
                    int sum = 0;
                    for (int p = 0; p < width; p++) {
                        sum += q[i * stride + h * width + p] * k[j * stride + h * width + p];
                    }
                    assertThat(c.getFloat(4 * ((h * time + i) * time + j))).isEqualTo((float) sum);
                }
            }
        }
    }

    @Test
    void bf16IsTheNearestHalfToEven() {
        int n = 5000;
        ByteBuffer from = direct(4 * n);
        for (int i = 0; i < n; i++) {
            from.putInt(
                    4 * i,
                    i % 3 == 0 ? 0x3F800000 + (i << 15) : Float.floatToRawIntBits((float) random.nextGaussian()));
        }
        ByteBuffer to = direct(2 * n);
        library.conversion(Matrix.of(Numbers.F32, 1, n), Matrix.of(Numbers.BF16, 1, n))
                .run(from, 0, to, 0);
        for (int i = 0; i < n; i++) {
            int bits = from.getInt(4 * i);
            int rounded = (bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16;
            assertThat(to.getShort(2 * i)).as("%s", from.getFloat(4 * i)).isEqualTo((short) rounded);
        }
    }

    @Test
    void manyThreadsAtOnceGiveTheSame() throws Exception {
        int m = 40;
        int n = 50;
        int k = 60;
        int[] a = random.ints(m * k, -50, 51).toArray();
        int[] b = random.ints(k * n, -50, 51).toArray();
        int[] expected = product(a, b, m, n, k);
        ByteBuffer aMemory = SelfCheck.of(Numbers.F32, a);
        PackedWeights weights = library.weights(Numbers.F32, Numbers.F32, Numbers.F32, k, n, m);
        weights.load(Matrix.of(Numbers.F32, k, n), SelfCheck.of(Numbers.F32, b), 0);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<int[]>> results = new ArrayList<>();
            for (int t = 0; t < 60; t++) {
                results.add(threads.submit(() -> {
                    ByteBuffer c = direct(4 * m * n);
                    weights.multiply(m, aMemory, 0, c, 0);
                    return read(Numbers.F32, c, m * n);
                }));
            }
            for (Future<int[]> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void saysWhatItCannotRead() {
        Product product = library.product(
                Matrix.of(Numbers.F32, 1, 1), Matrix.of(Numbers.F32, 1, 1), Matrix.of(Numbers.F32, 1, 1));
        java.nio.FloatBuffer heap = java.nio.FloatBuffer.allocate(1);
        assertThatThrownBy(() -> product.run(heap, 0, heap, 0, heap, 0)).hasMessageContaining("direct");
        assertThatThrownBy(() -> Matrix.of(Numbers.F32, 0, 3)).hasMessageContaining("at least one row");
    }
}
