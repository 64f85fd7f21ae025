package dev.tern.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tern.onednn.OneDnn;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** oneDNN's products in a linear layer: whole numbers have Gemm's bits, gradients an error bf16 allows. */
class NativeLinearTest {
    private static final int[][] SHAPES = {{64, 312, 40}, {301, 130, 66}, {2, 1200, 312}, {2100, 24, 26}};

    private final Random random = new Random(3);

    private Tensor whole(int rows, int columns, int low, int high) {
        float[] codes = new float[rows * columns];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = low + random.nextInt(high - low + 1);
        }
        codes[0] = low;
        codes[1] = high;
        return Tensor.ofCodes(codes, rows, columns, 0.01f).requireGradient();
    }

    private Tensor real(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, rows, columns).requireGradient();
    }

    private static float[] plain(Tensor x, Tensor w, float[] bias) {
        int n = x.rows();
        int out = w.rows();
        float[] padded = Arrays.copyOf(bias, RowKernels.padded(out));
        Tensor y = Tensor.zeros(n, out);
        Gemm.multiply(Gemm.Layout.A_BT, n, out, x.columns(), 1, x.data(), w.data(), padded, 0, y.data());
        return y.toFloats();
    }

    @Test
    void wholeNumbersHaveTheBitsOfGemm() {
        assumeThat(OneDnn.ifUsable()).isNotNull();
        int[][] ranges = {{-113, 142, -1, 1}, {0, 255, -127, 127}, {-128, 127, -8, 7}, {-255, 255, -1, 1}, {3, 90, 0, 1}
        };
        for (int[] shape : SHAPES) {
            for (int[] range : ranges) {
                Tensor x = whole(shape[0], shape[1], range[0], range[1]);
                Tensor w = whole(shape[2], shape[1], range[2], range[3]);
                if (random.nextBoolean()) {
                    x.codesWithin(range[0], range[1]);
                }
                float[] bias = new float[shape[2]];
                for (int i = 0; i < bias.length; i++) {
                    bias[i] = random.nextInt(2001) - 1000;
                }
                Tensor y = Tensor.zeros(shape[0], shape[2]);
                try (Tape tape = Tape.forInference()) {
                    NativeLinear products = NativeLinear.forSize(tape, shape[0], shape[1], shape[2]);
                    assertThat(products).isNotNull();
                    if (products != null && products.codes(tape, x, w, bias, y.data())) {
                        assertThat(y.toFloats()).containsExactly(plain(x, w, bias));
                    }
                }
            }
        }
    }

    @Test
    void codesTooLargeAreLeftToGemm() {
        Tensor y = Tensor.zeros(64, 64);
        try (Tape tape = Tape.forInference()) {
            NativeLinear products = NativeLinear.forSize(tape, 64, 64, 64);
            assumeThat(products).isNotNull();
            Tensor x = whole(64, 64, -300, 300);
            Tensor w = whole(64, 64, -1, 1);
            assertThat(products != null && products.codes(tape, x, w, null, y.data()))
                    .isFalse();
        }
    }

    private record Step(float[] y, float[] dx, float[] dw) {}

    private static Step step(Precision precision, Tensor x, Tensor w, Tensor dy) {
        x.clearGradient();
        w.clearGradient();
        try (Tape tape = Tape.forTraining(1).precision(precision)) {
            Tensor y = Linear.apply(tape, x, w, null);
            float[] values = y.toFloats();
            y.startGradient();
            y.gradientMemory().put(0, dy.toFloats());
            Tensor loss = tape.result(1, 1, y);
            tape.record(() -> {});
            tape.backward(loss);
            float[] dx = new float[x.size()];
            float[] dw = new float[w.size()];
            x.gradientMemory().get(0, dx);
            w.gradientMemory().get(0, dw);
            return new Step(values, dx, dw);
        }
    }

    /** The nearest bf16 is off by 2^-8 of a number at most, sums of k products by fp32's rounding (Higham 2002, 3.1). */
    private static void isWithinBf16(float[] actual, float[] exact, Supplier<float[]> sizes, int k, int rounded) {
        float[] total = sizes.get();
        for (int i = 0; i < exact.length; i++) {
            double bound = total[i] * (Math.pow(1 + 0x1p-8, rounded) - 1 + k * 0x1p-23);
            assertThat((double) actual[i]).isBetween(exact[i] - bound, exact[i] + bound);
        }
    }

    private static Tensor sizes(Tensor tensor) {
        float[] values = tensor.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(values[i]);
        }
        return Tensor.of(values, tensor.rows(), tensor.columns()).requireGradient();
    }

    @Test
    void fastGradientsAreWithinTheErrorOfBf16() {
        for (int[] shape : SHAPES) {
            int n = shape[0];
            int in = shape[1];
            int out = shape[2];
            Tensor dy = real(n, out);
            for (Tensor w : new Tensor[] {whole(out, in, -1, 1), real(out, in)}) {
                for (Tensor x : new Tensor[] {whole(n, in, -113, 142), real(n, in)}) {
                    Step exact = step(Precision.EXACT, x, w, dy);
                    Step fast = step(Precision.FAST, x, w, dy);
                    Step total = step(Precision.EXACT, sizes(x), sizes(w), sizes(dy));
                    if (x.isCoded() && w.isCoded()) {
                        assertThat(fast.y).containsExactly(exact.y);
                    } else {
                        isWithinBf16(fast.y, exact.y, total::y, in, x.isCoded() || w.isCoded() ? 1 : 2);
                    }
                    isWithinBf16(fast.dx, exact.dx, total::dx, out, w.isCoded() ? 1 : 2);
                    isWithinBf16(fast.dw, exact.dw, total::dw, n, x.isCoded() ? 1 : 2);
                }
            }
        }
    }

    @Test
    void fastGivesTheSameBitsOnAnyNumberOfThreads() {
        int before = Threads.count();
        Tensor x = real(600, 64);
        Tensor w = real(96, 64);
        Tensor dy = real(600, 96);
        try {
            Threads.use(1);
            Step one = step(Precision.FAST, x, w, dy);
            Threads.use(3);
            Step three = step(Precision.FAST, x, w, dy);
            assertThat(three.y).containsExactly(one.y);
            assertThat(three.dx).containsExactly(one.dx);
            assertThat(three.dw).containsExactly(one.dw);
        } finally {
            Threads.use(before);
        }
    }
}
