package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The laws of ALGORITHMS, section 5c: binary weights, binary activations, and products of bits. */
class BinaryTest {
    private final Random random = new Random(29);

    private float[] gaussian(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private byte[] signs(int count) {
        byte[] signs = new byte[count];
        for (int i = 0; i < count; i++) {
            signs[i] = (byte) (random.nextBoolean() ? 1 : -1);
        }
        return signs;
    }

    private static double error(float[] w, int[] codes, double alpha) {
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            sum += Math.pow(w[i] - alpha * codes[i], 2);
        }
        return sum;
    }

    @Test
    void theScaleAndTheSignsAreTheLeastSquaresOptimum() {
        for (int trial = 0; trial < 60; trial++) {
            float[] w = gaussian(1 + trial % 11);
            Codes found = Bwn.BWN.codes(Tensor.of(w, 1, w.length));
            double best = Double.MAX_VALUE;
            for (int pattern = 0; pattern < 1 << w.length; pattern++) {
                int[] codes = new int[w.length];
                double dot = 0;
                for (int i = 0; i < w.length; i++) {
                    codes[i] = (pattern >> i & 1) == 0 ? -1 : 1;
                    dot += codes[i] * w[i];
                }
                best = Math.min(best, error(w, codes, Math.max(0, dot / w.length)));
            }
            int[] codes = new int[w.length];
            double slope = 0;
            for (int i = 0; i < w.length; i++) {
                codes[i] = found.codes()[i];
                slope += codes[i] * (w[i] - (double) found.scale(0) * codes[i]);
            }
            assertThat(error(w, codes, found.scale(0))).isCloseTo(best, within(1e-5));
            assertThat(slope).isCloseTo(0, within(1e-5));
        }
    }

    @Test
    void zeroIsPositiveEvenAMinusZero() {
        Codes codes = Bwn.BWN.codes(Tensor.of(new float[] {0, -0f, .5f, -.25f}, 1, 4));
        assertThat(codes.codes()).containsExactly(1, 1, 1, -1);
    }

    /** Section 3.1 differentiates alpha sign(w) by its own weight: the mean moves by 1/n, the sign as a clamp does. */
    @Test
    void thePapersGradientIsThatOfItsSurrogate() {
        for (Granularity granularity : new Granularity[] {Granularity.perTensor(), Granularity.perRow()}) {
            float[] w = gaussian(3 * 14);
            float[] upstream = gaussian(w.length);
            Tensor latent = Tensor.of(w, 3, 14).requireGradient();
            Bwn bwn = Bwn.BWN.paperGradient().with(granularity);
            float[] gradient = new float[w.length];
            try (Tape tape = Tape.forTraining(1)) {
                Tensor output = bwn.quantize(tape, latent);
                backward(tape, output, upstream);
                latent.gradient().get(0, gradient);
            }
            Codes codes = bwn.codes(latent);
            int group = granularity == Granularity.perRow() ? 14 : w.length;
            for (int i = 0; i < w.length; i++) {
                double alpha = codes.scale(i / 14);
                int at = i;
                double slope = slope(
                        w[i],
                        x -> upstream[at]
                                * ((alpha + (Math.abs(x) - Math.abs(w[at])) / group) * codes.codes()[at]
                                        + alpha * Math.max(-1, Math.min(1, x))));
                assertThat((double) gradient[i]).isCloseTo(slope, within(1e-5));
            }
        }
    }

    private static double slope(double x, java.util.function.DoubleUnaryOperator function) {
        double step = 1e-6;
        return (function.applyAsDouble(x + step) - function.applyAsDouble(x - step)) / (2 * step);
    }

    private static void backward(Tape tape, Tensor output, float[] upstream) {
        Tensor loss = tape.allocate(1, 1);
        tape.record(() -> output.gradient().put(0, upstream));
        tape.backward(loss);
    }

    @Test
    void theDotProductOfBitsIsThatOfFloats() {
        for (int count = 1; count <= 200; count++) {
            byte[] a = signs(count);
            byte[] b = signs(count);
            float expected = 0;
            for (int i = 0; i < count; i++) {
                expected += (float) a[i] * b[i];
            }
            long[] packedA = Xnor.pack(a);
            long[] packedB = Xnor.pack(b);
            assertThat((float) Xnor.dot(packedA, packedB, count)).isEqualTo(expected);
            if (count % 64 != 0) {
                packedA[packedA.length - 1] |= -1L << count;
                assertThat((float) Xnor.dot(packedA, packedB, count)).isEqualTo(expected);
            }
        }
    }

    @Test
    void bitsHoldNoZeroAndNoMoreThanThereAre() {
        assertThatThrownBy(() -> Xnor.pack(new byte[] {1, 0})).hasMessageContaining("Code 0 at 1");
        assertThatThrownBy(() -> Xnor.dot(new long[1], new long[2], 65)).hasMessageContaining("2 words");
    }

    @Test
    void aProductOfBinaryRowsIsOneOfBits() {
        int columns = 77;
        Tensor x = Tensor.of(gaussian(5 * columns), 5, columns);
        Tensor w = Tensor.of(gaussian(4 * columns), 4, columns);
        Codes weights = Bwn.BWN.with(Granularity.perRow()).codes(w);
        float[] k = BinaryActivation.magnitudes(x);
        try (Tape tape = Tape.forInference()) {
            float[] quantized = BinaryActivation.apply(tape, x).toFloats();
            for (int row = 0; row < 5; row++) {
                byte[] signs = new byte[columns];
                for (int i = 0; i < columns; i++) {
                    signs[i] = (byte) Math.signum(quantized[row * columns + i]);
                }
                for (int output = 0; output < 4; output++) {
                    byte[] codes = Arrays.copyOfRange(weights.codes(), output * columns, (output + 1) * columns);
                    double expected = 0;
                    for (int i = 0; i < columns; i++) {
                        expected += (double) quantized[row * columns + i] * codes[i] * weights.scale(output);
                    }
                    int dot = Xnor.dot(Xnor.pack(signs), Xnor.pack(codes), columns);
                    assertThat((double) dot * k[row] * weights.scale(output)).isCloseTo(expected, within(1e-4));
                }
            }
        }
    }

    @Test
    void theGradientOfAnActivationIsThatOfItsSurrogate() {
        int columns = 33;
        float[] values = gaussian(4 * columns);
        Arrays.fill(values, columns, 2 * columns, 0);
        float[] upstream = gaussian(values.length);
        Tensor x = Tensor.of(values, 4, columns).requireGradient();
        float[] k = BinaryActivation.magnitudes(x);
        float[] gradient = new float[values.length];
        try (Tape tape = Tape.forTraining(1)) {
            Tensor output = BinaryActivation.apply(tape, x);
            assertThat(Arrays.copyOfRange(output.toFloats(), columns, 2 * columns))
                    .containsOnly(0);
            backward(tape, output, upstream);
            x.gradient().get(0, gradient);
        }
        for (int i = 0; i < values.length; i++) {
            double scale = k[i / columns];
            int at = i;
            double slope = slope(values[i], v -> upstream[at] * scale * Math.max(-1, Math.min(1, v)));
            assertThat((double) gradient[i]).isCloseTo(slope, within(1e-5));
        }
    }

    @Test
    void anActivationOfCodesIsThatOfTheirValues() {
        float[] codes = {3, -1, 0, 7, -4, 2};
        Tensor coded = Tensor.ofCodes(codes, 2, 3, .25f);
        Tensor real = Tensor.of(coded.toFloats(), 2, 3);
        try (Tape tape = Tape.forInference()) {
            assertThat(BinaryActivation.apply(tape, coded).toFloats())
                    .isEqualTo(BinaryActivation.apply(tape, real).toFloats());
        }
    }

    @Test
    void printsAsTheExpressionThatMakesIt() {
        assertThat(Bwn.BWN.paperGradient()).hasToString("BWN.paperGradient()");
        assertThat(Bwn.BWN.clip(1)).hasToString("BWN.clip(1.0f)").isEqualTo(Bwn.BWN.clip(1));
    }
}
