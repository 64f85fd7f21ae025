package dev.tern.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector kernels compute what the plain ones say, and the plain ones what the mathematics says. */
class KernelsTest {
    private static final RowKernels PLAIN = new PlainKernels();
    private static final RowKernels VECTOR = new VectorKernels();

    private final Random random = new Random(7);

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16, 31, 33, 312, 1200})
    void elementwiseKernelsAgreeBitForBit(int n) {
        float[] x = values(n, 4);
        float[] dy = values(n, 1);
        float[][] out = new float[2][RowKernels.padded(n)];
        PLAIN.gelu(x, out[0], n);
        VECTOR.gelu(x, out[1], n);
        same(out, n);
        PLAIN.geluGradient(x, dy, out[0], n);
        VECTOR.geluGradient(x, dy, out[1], n);
        same(out, n);
        PLAIN.affine(0.3f, x, dy, out[0], 0, n);
        VECTOR.affine(0.3f, x, dy, out[1], 0, n);
        same(out, n);
        PLAIN.difference(x, dy, -0.5f, out[0], n);
        VECTOR.difference(x, dy, -0.5f, out[1], n);
        same(out, n);
        PLAIN.differenceGradient(x, dy, -0.5f, 0.3f, out[0], n);
        VECTOR.differenceGradient(x, dy, -0.5f, 0.3f, out[1], n);
        same(out, n);
        PLAIN.addScaled(0.7f, x, out[0], n);
        VECTOR.addScaled(0.7f, x, out[1], n);
        same(out, n);
        AdamW.Update update = new AdamW.Update(AdamW.Settings.BERT);
        update.stepSize = 1e-3f;
        update.secondCorrection = 3f;
        update.keep = 0.999f;
        update.gradientFactor = 0.5f;
        float[][] first = {values(n, 1), null};
        float[][] second = {values(n, 1), null};
        for (int i = 0; i < n; i++) {
            second[0][i] = Math.abs(second[0][i]);
        }
        first[1] = first[0].clone();
        second[1] = second[0].clone();
        PLAIN.adamW(out[0], dy, first[0], second[0], update, n);
        VECTOR.adamW(out[1], dy, first[1], second[1], update, n);
        same(out, n);
        same(first, n);
        same(second, n);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16, 31, 33, 64, 312})
    void rowKernelsAgreeUpToTheOrderOfSums(int n) {
        float[] x = values(n, 2);
        float[] dy = values(n, 1);
        float[] gamma = values(n, 1);
        float[] beta = values(n, 1);
        float[][] out = new float[2][RowKernels.padded(n)];
        PLAIN.softmax(x.clone(), out[0], 0, n);
        VECTOR.softmax(x.clone(), out[1], 0, n);
        near(out, n);
        float[][] down = new float[2][RowKernels.padded(n)];
        PLAIN.softmaxGradient(out[0], dy.clone(), down[0], 0, n);
        VECTOR.softmaxGradient(out[0], dy.clone(), down[1], 0, n);
        near(down, n);
        float[][] moments = new float[2][32];
        PLAIN.layerNorm(x.clone(), gamma, beta, 1e-5f, out[0], n, moments[0]);
        VECTOR.layerNorm(x.clone(), gamma, beta, 1e-5f, out[1], n, moments[1]);
        near(moments, 2);
        assertThat(VECTOR.squares(x.clone(), n)).isCloseTo(PLAIN.squares(x.clone(), n), within(1e-12 * n));
        near(out, n);
        float[][] dGamma = new float[2][RowKernels.padded(n)];
        float[][] dBeta = new float[2][RowKernels.padded(n)];
        float mean = moments[0][0];
        float reciprocal = Math.min(moments[0][1], 10);
        PLAIN.layerNormGradient(x.clone(), mean, reciprocal, gamma, dy.clone(), down[0], dGamma[0], dBeta[0], n);
        VECTOR.layerNormGradient(x.clone(), mean, reciprocal, gamma, dy.clone(), down[1], dGamma[1], dBeta[1], n);
        near(down, n);
        near(dGamma, n);
        near(dBeta, n);
    }

    @Test
    void tilesAgreeBitForBit() {
        for (int depth : new int[] {1, 7, 40}) {
            int rows = VECTOR.tileRows();
            int columns = VECTOR.tileColumns();
            float[] a = values(depth * rows, 1);
            float[] b = values(depth * columns, 1);
            float[] sums = new float[rows * columns];
            VECTOR.multiply(depth, a, 0, rows, b, 0, sums, 0, columns);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    float expected = 0;
                    for (int p = 0; p < depth; p++) {
                        expected = Math.fma(a[p * rows + i], b[p * columns + j], expected);
                    }
                    assertThat(sums[i * columns + j]).isEqualTo(expected);
                }
            }
            float[] across = new float[rows * depth];
            for (int i = 0; i < across.length; i++) {
                across[i] = a[i % depth * rows + i / depth];
            }
            float[] sumsOfRows = new float[rows * columns];
            VECTOR.multiplyRows(depth, across, 0, depth, b, 0, sumsOfRows, 0, columns);
            assertThat(sumsOfRows).containsExactly(sums);
            float[] plainB = values(depth * PLAIN.tileColumns(), 1);
            float[] plainSums = new float[PLAIN.tileRows() * PLAIN.tileColumns()];
            PLAIN.multiply(depth, a, 0, rows, plainB, 0, plainSums, 0, PLAIN.tileColumns());
            for (int i = 0; i < PLAIN.tileRows(); i++) {
                for (int j = 0; j < PLAIN.tileColumns(); j++) {
                    float expected = 0;
                    for (int p = 0; p < depth; p++) {
                        expected = Math.fma(a[p * rows + i], plainB[p * PLAIN.tileColumns() + j], expected);
                    }
                    assertThat(plainSums[i * PLAIN.tileColumns() + j]).isEqualTo(expected);
                }
            }
            float[] plainSumsOfRows = new float[plainSums.length];
            PLAIN.multiplyRows(depth, across, 0, depth, plainB, 0, plainSumsOfRows, 0, PLAIN.tileColumns());
            assertThat(plainSumsOfRows).containsExactly(plainSums);
        }
    }

    @Test
    void exponentialIsAccurateAndEndsInZero() {
        for (double x = -87.2; x < 88; x += 0.0137) {
            double exact = Math.exp((float) x);
            assertThat((double) Elementary.exp((float) x)).isCloseTo(exact, Offset.offset(3e-7 * exact));
        }
        assertThat(Elementary.exp(0)).isEqualTo(1);
        assertThat(Elementary.exp(-90)).isZero();
        assertThat(Elementary.exp(-10000)).isZero();
    }

    @Test
    void geluIsTheExactOne() {
        float[] x = new float[32];
        float[] y = new float[32];
        for (float start = -6; start < 6; start += 0.32f) {
            for (int i = 0; i < x.length; i++) {
                x[i] = start + i * 0.01f;
            }
            PLAIN.gelu(x, y, x.length);
            for (int i = 0; i < x.length; i++) {
                assertThat((double) y[i]).isCloseTo(x[i] * normalDistribution(x[i]), Offset.offset(5e-7));
            }
        }
    }

    /** 1/2 + phi(x) (x + x^3/3 + x^5/(3 5) + ...), all terms of one sign. */
    private static double normalDistribution(double x) {
        double term = x;
        double sum = x;
        for (int k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    private static void same(float[][] pair, int n) {
        assertThat(Arrays.copyOf(pair[1], n)).containsExactly(Arrays.copyOf(pair[0], n));
    }

    private static void near(float[][] pair, int n) {
        for (int i = 0; i < n; i++) {
            assertThat(pair[1][i]).isCloseTo(pair[0][i], Offset.offset(2e-6f * Math.max(1, Math.abs(pair[0][i]) * 4)));
        }
    }

    private float[] values(int n, float spread) {
        float[] values = new float[RowKernels.padded(n)];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian() * spread;
        }
        return values;
    }
}
