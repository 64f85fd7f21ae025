package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The vector kernels give the plain ones' bits, on every length and on ties. */
class KernelsTest {
    private static final int[] COUNTS = {0, 1, 7, 16, 63, 64, 65, 200, 4096};

    private final Kernels plain = new PlainKernels();
    private final Kernels vector = new VectorKernels();
    private final Random random = new Random(3);

    private float[] values(int count, float spread) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() * spread;
        }
        return values;
    }

    private float[] integers(int count, int bound) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(2 * bound) - bound;
        }
        return values;
    }

    @Test
    void sumsOfMagnitudes() {
        for (int count : COUNTS) {
            float[] w = values(count, 2);
            float[] expected = new float[Kernels.LANES];
            float[] actual = new float[Kernels.LANES];
            plain.addMagnitudes(w, count, 2.5f, expected);
            vector.addMagnitudes(w, count, 2.5f, actual);
            assertThat(actual).isEqualTo(expected);
            int above = plain.addMagnitudesAbove(w, count, 2.5f, .7f, expected);
            assertThat(vector.addMagnitudesAbove(w, count, 2.5f, .7f, actual)).isEqualTo(above);
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Test
    void ternaryCodes() {
        for (int count : COUNTS) {
            float[] w = values(count, 1);
            if (count > 2) {
                w[0] = .7f;
                w[1] = -.7f;
            }
            float[] expected = new float[count];
            float[] actual = new float[count];
            plain.ternaryCodes(w, count, .7f, expected);
            vector.ternaryCodes(w, count, .7f, actual);
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Test
    void roundingTiesAndSaturation() {
        for (int count : COUNTS) {
            float[] x = integers(count, 300);
            float[] expected = new float[count];
            float[] actual = new float[count];
            // Divided by 2, every odd value is a tie.
            plain.roundCodes(x, count, 2, -100, 127, expected);
            vector.roundCodes(x, count, 2, -100, 127, actual);
            assertThat(actual).isEqualTo(expected);
            float[] real = values(count, 20);
            plain.roundCodes(real, count, .37f, -13, 242, expected);
            vector.roundCodes(real, count, .37f, -13, 242, actual);
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Test
    void requantizationIsExact() {
        for (double ratio : new double[] {.5, .25, 1, 3, .0013, .0078125, 1e-5, .1, 1.0 / 3}) {
            Requantizer requantizer = Requantizer.of(ratio);
            int bound = (int) Math.min(1 << 24, 400 / ratio);
            for (int count : COUNTS) {
                float[] acc = integers(count, bound);
                float[] expected = new float[count];
                float[] actual = new float[count];
                plain.requantize(acc, count, requantizer.multiplier(), requantizer.shift(), -100, 155, expected);
                vector.requantize(acc, count, requantizer.multiplier(), requantizer.shift(), -100, 155, actual);
                assertThat(actual).isEqualTo(expected);
            }
        }
    }

    @Test
    void requantizationIsExactBesideEveryTie() {
        // 2^-12 has its ties at odd multiples of 2^11; one unit beside them decides.
        Requantizer ratio = Requantizer.of(0x1p-12 * (1 + 0x1p-28));
        float[] acc = new float[4096];
        for (int i = 0; i < acc.length; i++) {
            acc[i] = (i / 8 - 256) * 4096 + 2048 + i % 3 - 1;
        }
        float[] expected = new float[acc.length];
        float[] actual = new float[acc.length];
        plain.requantize(acc, acc.length, ratio.multiplier(), ratio.shift(), -255, 255, expected);
        vector.requantize(acc, acc.length, ratio.multiplier(), ratio.shift(), -255, 255, actual);
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void rangesAndMasks() {
        for (int count : COUNTS) {
            float[] x = values(count, 3);
            float[] expected = {0, 0};
            float[] actual = {0, 0};
            plain.range(x, count, expected);
            vector.range(x, count, actual);
            assertThat(actual).isEqualTo(expected);
            float[] upstream = values(count, 1);
            float[] expectedGradient = values(count, 1);
            float[] actualGradient = expectedGradient.clone();
            plain.passStrictlyInside(x, upstream, count, -2.5f, 2.5f, expectedGradient);
            vector.passStrictlyInside(x, upstream, count, -2.5f, 2.5f, actualGradient);
            assertThat(actualGradient).isEqualTo(expectedGradient);
        }
    }

    @Test
    void signsAndWeightedSums() {
        for (int count : COUNTS) {
            float[] w = values(count, 2);
            float[] d = values(count, 1);
            if (count > 2) {
                w[0] = 0;
                w[1] = -0f;
                d[2] = -0f;
            }
            float[] expected = new float[count];
            float[] actual = new float[count];
            plain.signs(w, count, expected);
            vector.signs(w, count, actual);
            assertThat(actual).isEqualTo(expected);
            for (float threshold : new float[] {-1, .7f}) {
                float[][] sums = new float[4][Kernels.LANES];
                float[][] gaps = new float[2][2];
                plain.addWeightedAbove(w, d, count, 2.5f, threshold, sums[0], sums[1], gaps[0]);
                vector.addWeightedAbove(w, d, count, 2.5f, threshold, sums[2], sums[3], gaps[1]);
                assertThat(gaps[1]).isEqualTo(gaps[0]);
                plain.addWeightedPositive(w, d, count, 2.5f, sums[0], sums[1]);
                vector.addWeightedPositive(w, d, count, 2.5f, sums[2], sums[3]);
                assertThat(sums[2]).isEqualTo(sums[0]);
                assertThat(sums[3]).isEqualTo(sums[1]);
            }
            float[] changed = d.clone();
            plain.updateCurvature(w, actual, count, .999f, 1e-8f, .7f, d);
            vector.updateCurvature(w, actual, count, .999f, 1e-8f, .7f, changed);
            assertThat(changed).isEqualTo(d);
        }
    }
}
