package dev.tern.ibert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.fixed.Constants;
import dev.tern.quant.Requantizer;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;

/** Fixed-point forms keep the bounds I-BERT states (Kim et al., ICML 2021), at every scale and at the ends. */
class FixedArithmeticTest {
    private final Random random = new Random(11);

    @Test
    void aRescalingIsTheRequantizerWhateverTheNumber() {
        for (int trial = 0; trial < 3_000; trial++) {
            float in = (float) Math.exp(-12 * random.nextDouble());
            float out = (float) Math.exp(-12 * random.nextDouble());
            Requantizer judge = Requantizer.Form.BITS_16.between(in, out);
            int highest = 1 + random.nextInt(trial % 2 == 0 ? 255 : FixedPoint.LARGEST);
            int lowest = -random.nextInt(highest);
            Rescale rescale = Constants.ratio(in, out).saturating(lowest, highest);
            int[] q = random.ints(64, -(1 << 25), 1 << 25).toArray();
            for (int i = 0; i < q.length; i++) {
                q[i] >>= random.nextInt(26);
            }
            int[] results = new int[q.length];
            rescale.apply(q, 0, q.length, results, 0);
            for (int i = 0; i < q.length; i++) {
                int expected = judge.apply(q[i], 0, lowest, highest);
                assertThat(results[i]).as("%s of %d", judge, q[i]).isEqualTo(expected);
                assertThat(rescale.apply(q[i])).isEqualTo(expected);
            }
        }
    }

    @Test
    void aTieGoesToTheEvenNeighbour() {
        Rescale half = Constants.ratio(1, 2).saturating(-100, 100);
        assertThat(IntStream.of(-3, -1, 1, 3, 5).map(half::apply)).containsExactly(-2, 0, 0, 2, 2);
    }

    @Test
    void columnsAreRescaledAsOneIs() {
        int[] multipliers = {0, 1, 40_000, 65_535, 1 << 16};
        for (int trial = 0; trial < 20_000; trial++) {
            int[] q = random.ints(5, -(1 << 24), 1 << 24).toArray();
            int[] result = q.clone();
            new RescaleColumns(multipliers).apply(result, 0);
            for (int c = 0; c < q.length; c++) {
                double exact = Math.scalb((double) q[c] * multipliers[c], -RescaleColumns.BITS);
                assertThat(result[c]).isEqualTo((int) Math.rint(exact));
            }
        }
    }

    @Test
    void geluIsWithinThePublishedErrorEverywhere() {
        double largest = 0;
        double squares = 0;
        int count = 0;
        for (int q = -4 << FixedPoint.BITS; q <= 4 << FixedPoint.BITS; q++) {
            double x = Math.scalb((double) q, -FixedPoint.BITS);
            double error = Math.scalb((double) FixedGelu.apply(q), -FixedPoint.BITS) - gelu(x);
            largest = Math.max(largest, Math.abs(error));
            squares += error * error;
            count++;
        }
        // 0.018 and 0.0082 in the paper; the polynomial itself has 0.01815 and 0.00819.
        assertThat(largest).isLessThan(0.0182);
        assertThat(Math.sqrt(squares / count)).isLessThan(0.0082);
        assertThat(FixedGelu.apply(FixedPoint.LARGEST)).isEqualTo(FixedPoint.LARGEST);
        assertThat(FixedGelu.apply(-FixedPoint.LARGEST)).isZero();
        assertThat(FixedGelu.apply(0)).isZero();
        for (int q = 0; q < 16 << FixedPoint.BITS; q++) {
            assertThat(FixedGelu.apply(q + 1)).isGreaterThanOrEqualTo(FixedGelu.apply(q));
        }
    }

    private static double gelu(double x) {
        return x / 2 * (1 + Erf.erf(x / Math.sqrt(2)));
    }

    @Test
    void arraysAreComputedAsSingleNumbersAre() {
        int[] x = random.ints(5_000, -(1 << 17), 1 << 17).toArray();
        int[] gelu = x.clone();
        FixedGelu.apply(gelu, 0, x.length);
        assertThat(gelu).isEqualTo(IntStream.of(x).map(FixedGelu::apply).toArray());
        int[] u = random.ints(5_000, 0, FixedExp.LARGEST + 5_000).toArray();
        int[] exp = u.clone();
        FixedExp.apply(exp, 0, u.length);
        assertThat(exp).isEqualTo(IntStream.of(u).map(FixedExp::apply).toArray());
    }

    @Test
    void theExponentialNeverRisesAndIsTenTimesCloserThanThePublished() {
        int before = FixedExp.ONE;
        double largest = 0;
        for (int u = 0; u <= FixedExp.LARGEST + 10; u++) {
            int value = FixedExp.apply(u);
            assertThat(value).isBetween(0, before);
            before = value;
            double exact = Math.pow(2, -Math.scalb((double) u, -FixedPoint.BITS));
            largest = Math.max(largest, Math.abs(Math.scalb((double) value, -FixedPoint.UNIT_BITS) - exact));
        }
        assertThat(largest).isLessThan(1.9e-4);
        assertThat(FixedExp.apply(0)).isEqualTo(FixedExp.ONE);
        assertThat(FixedExp.apply(Integer.MAX_VALUE)).isZero();
    }

    @Test
    void softmaxIsWithinThePublishedErrorAtEveryScaleAndSumsToOne() {
        for (int trial = 0; trial < 3_000; trial++) {
            int n = 1 + random.nextInt(200);
            float scale = (float) Math.exp(-14 * random.nextDouble() + 3);
            double spread = Math.exp(6 * random.nextDouble() - 3) / scale;
            int[] q = new int[n];
            for (int i = 0; i < n; i++) {
                q[i] = (int) Math.max(-(1 << 23), Math.min(1 << 23, random.nextGaussian() * spread));
            }
            int[] result = q.clone();
            Constants.softmax(scale).apply(result, 0, n);
            int most = IntStream.of(q).max().orElseThrow();
            double sum = IntStream.of(q)
                    .mapToDouble(each -> Math.exp((each - most) * (double) scale))
                    .sum();
            for (int i = 0; i < n; i++) {
                double exact = Math.exp((q[i] - most) * (double) scale) / sum;
                assertThat(Math.scalb((double) result[i], -FixedPoint.UNIT_BITS))
                        .isBetween(exact - 0.009, exact + 0.009);
                assertThat(result[i]).isBetween(0, 1 << FixedPoint.UNIT_BITS);
            }
            int total = IntStream.of(result).sum();
            assertThat(Math.abs(total - (1 << FixedPoint.UNIT_BITS))).isLessThanOrEqualTo(3 + n / 2);
        }
    }

    @Test
    void oneScoreHasAllTheProbability() {
        int[] row = {7, -12_345, 7};
        Constants.softmax(0.3f).apply(row, 1, 2);
        assertThat(row).containsExactly(7, 1 << FixedPoint.UNIT_BITS, 7);
    }

    @Test
    void layerNormIsWithinThePublishedErrorAtEveryScale() {
        for (int trial = 0; trial < 2_000; trial++) {
            int n = 2 + random.nextInt(400);
            float[] gamma = new float[n];
            float[] beta = new float[n];
            int[] v = new int[n];
            double spread = 1_000 * Math.exp(random.nextDouble() * Math.log(2_000));
            double offset = random.nextGaussian() * spread;
            for (int i = 0; i < n; i++) {
                gamma[i] = (float) (random.nextInt(9) == 0 ? 0 : random.nextGaussian());
                beta[i] = (float) random.nextGaussian();
                v[i] = (int) Math.rint(offset + spread * random.nextGaussian());
            }
            int[] result = new int[n + 2];
            Constants.layerNorm(gamma, beta).apply(v, 0, result, 1);
            double mean = IntStream.of(v).average().orElseThrow();
            double variance = IntStream.of(v)
                            .mapToDouble(each -> (each - mean) * (each - mean))
                            .sum()
                    / n;
            for (int i = 0; i < n; i++) {
                double exact = (v[i] - mean) / Math.sqrt(variance) * gamma[i] + beta[i];
                assertThat(result[i + 1] * (double) Constants.UNIT).isBetween(exact - 0.003, exact + 0.003);
            }
        }
    }

    @Test
    void layerNormOfAConstantRowIsBetaAndNothingOverflows() {
        float[] gamma = {0, 1, -50, 1e30f, 1e-30f, 3};
        float[] beta = {1, -2, 0.5f, 1e30f, -1e30f, 0};
        for (int level : new int[] {0, 1, -(1 << 24), 1 << 24}) {
            int[] row = new int[6];
            java.util.Arrays.fill(row, level);
            Constants.layerNorm(gamma, beta).apply(row, 0, row, 0);
            assertThat(row).isEqualTo(Constants.codes(beta, 6, Constants.UNIT));
        }
        int[] extreme = {1 << 24, -(1 << 24), 1 << 24, -(1 << 24), 0, 1};
        Constants.layerNorm(gamma, beta).apply(extreme, 0, extreme, 0);
        for (int each : extreme) {
            assertThat(Math.abs(each)).isLessThanOrEqualTo(FixedPoint.LARGEST);
        }
        int[] single = {123};
        Constants.layerNorm(new float[] {2}, new float[] {-1}).apply(single, 0, single, 0);
        assertThat(single).containsExactly(-1 << FixedPoint.BITS);
        int[] smallest = {0, 0, 0, 1};
        Constants.layerNorm(new float[] {1, 1, 1, 1}, new float[4]).apply(smallest, 0, smallest, 0);
        // The mean of 1/4 rounds to 0, so the row is 0, 0, 0, 2: sqrt(n) y / sqrt(sum y^2).
        assertThat(smallest).containsExactly(0, 0, 0, 2 << FixedPoint.BITS);
    }

    @Test
    void tanhIsOddNeverFallsAndIsWithinAThousandth() {
        int before = Integer.MIN_VALUE;
        for (int x = -12 << FixedPoint.BITS; x <= 12 << FixedPoint.BITS; x += 3) {
            int value = FixedTanh.apply(x);
            double exact = Math.tanh(Math.scalb((double) x, -FixedPoint.BITS));
            assertThat(Math.scalb((double) value, -FixedPoint.UNIT_BITS)).isBetween(exact - 1e-3, exact + 1e-3);
            assertThat(value).isGreaterThanOrEqualTo(before).isEqualTo(-FixedTanh.apply(-x));
            before = value;
        }
        assertThat(FixedTanh.apply(FixedPoint.LARGEST)).isEqualTo(1 << FixedPoint.UNIT_BITS);
    }
}
