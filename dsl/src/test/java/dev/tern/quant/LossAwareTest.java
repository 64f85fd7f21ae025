package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The laws of ALGORITHMS, section 2c, on vectors with given curvatures. */
class LossAwareTest {
    private static final byte[] NONE = {};
    private static final Lat FREE = Lat.LAT.clip(Float.POSITIVE_INFINITY);

    private final Random random = new Random(5);

    private float[] weights(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private float[] moments(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) Math.exp(3 * random.nextGaussian() - 6);
        }
        return values;
    }

    private byte[] codes(int count) {
        byte[] codes = new byte[count];
        for (int i = 0; i < count; i++) {
            codes[i] = (byte) (random.nextInt(3) - 1);
        }
        return codes;
    }

    /** The least weighted error of these codes over all scales not below 0. */
    private static double least(float[] w, float[] d, int[] codes) {
        double dot = 0;
        double norm = 0;
        double squares = 0;
        for (int i = 0; i < w.length; i++) {
            dot += (double) d[i] * codes[i] * w[i];
            norm += (double) d[i] * codes[i] * codes[i];
            squares += (double) d[i] * w[i] * w[i];
        }
        return squares - (dot > 0 ? dot * dot / norm : 0);
    }

    private static double bruteForce(float[] w, float[] d, int[] levels) {
        double best = Double.MAX_VALUE;
        int[] codes = new int[w.length];
        for (int pattern = 0; pattern < Math.pow(levels.length, w.length); pattern++) {
            int rest = pattern;
            for (int i = 0; i < w.length; i++) {
                codes[i] = levels[rest % levels.length];
                rest /= levels.length;
            }
            best = Math.min(best, least(w, d, codes));
        }
        return best;
    }

    private static double squares(float[] w, float[] d) {
        return least(w, d, new int[w.length]);
    }

    @Test
    void theExactSolutionIsTheBruteForceOptimumAndAlternatingIsNeverBetter() {
        for (int trial = 0; trial < 120; trial++) {
            int n = 1 + trial % 9;
            float[] w = weights(n);
            float[] v = moments(n);
            float[] d = LossAware.curvatures(v);
            double exact = FREE.exact().solve(w, v, NONE).objective();
            assertThat(exact).isCloseTo(bruteForce(w, d, new int[] {-1, 0, 1}), within(1e-6 * squares(w, d)));
            for (byte[] before : new byte[][] {NONE, codes(n)}) {
                LossAware.Solution found = FREE.solve(w, v, before);
                assertThat(found.objective()).isGreaterThanOrEqualTo(exact - 1e-6 * squares(w, d));
                assertThat(found.rounds()).isBetween(1, 10);
            }
        }
    }

    private static WeightedGroup group(float[] w, float[] d, float clip) {
        WeightedGroup group = new WeightedGroup();
        group.of(FloatBuffer.wrap(w), FloatBuffer.wrap(d), 0, w.length, clip);
        return group;
    }

    @Test
    void noHalfOfARoundRaisesTheObjective() {
        for (int trial = 0; trial < 100; trial++) {
            int n = 1 + random.nextInt(300);
            float[] w = weights(n);
            float[] d = LossAware.curvatures(moments(n));
            WeightedGroup group = group(w, d, Float.POSITIVE_INFINITY);
            float alpha = group.all() * (.3f + 2 * random.nextFloat());
            double before = Double.MAX_VALUE;
            for (int round = 0; round < 6; round++) {
                float threshold = alpha / 2;
                double projected = objective(w, d, threshold, alpha);
                assertThat(projected).isLessThanOrEqualTo(before * (1 + 1e-6));
                float found = group.above(threshold);
                alpha = group.weights() > 0 ? found : alpha;
                before = objective(w, d, threshold, alpha);
                assertThat(before).isLessThanOrEqualTo(projected * (1 + 1e-6));
            }
        }
    }

    @Test
    void sumsAboveAThresholdDoNotDependOnThoseAskedBefore() {
        int n = 30_000;
        float[] w = weights(n);
        float[] d = LossAware.curvatures(moments(n));
        WeightedGroup asked = group(w, d, 2.5f);
        // Far apart, near each other, at a weight's very magnitude and a hair below it.
        for (float threshold :
                new float[] {.5f, .5f, .501f, .5001f, Math.abs(w[7]), Math.nextDown(Math.abs(w[7])), -1, 9}) {
            WeightedGroup fresh = group(w, d, 2.5f);
            assertThat(asked.above(threshold)).isEqualTo(fresh.above(threshold));
            assertThat(asked.products()).isEqualTo(fresh.products());
            assertThat(asked.weights()).isEqualTo(fresh.weights());
        }
    }

    private static double objective(float[] w, float[] d, float threshold, float alpha) {
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            double value = Math.abs(w[i]) > threshold ? Math.signum(w[i]) * (double) alpha : 0;
            sum += d[i] * (w[i] - value) * (w[i] - value);
        }
        return sum;
    }

    @Test
    void equalCurvaturesGiveExactTwn() {
        for (int n : new int[] {1, 2, 7, 100, 5000}) {
            float[] w = weights(n);
            float[] v = new float[n];
            java.util.Arrays.fill(v, .01f);
            LossAware.Solution exact = FREE.exact().solve(w, v, NONE);
            Codes twn = Twn.TWN.exact().clip(Float.POSITIVE_INFINITY).codes(Tensor.of(w, 1, n));
            assertThat(exact.codes()).isEqualTo(twn.codes());
            assertThat(exact.alpha()).isCloseTo(twn.scale(0), within(1e-5f));
        }
    }

    @Test
    void theScaleLeansToTheWeightsThatMatter() {
        float[] w = {1, .5f, -.9f, .45f};
        float large = FREE.solve(w, new float[] {1, 1e-6f, 1, 1e-6f}, NONE).alpha();
        float small = FREE.solve(w, new float[] {1e-6f, 1, 1e-6f, 1}, NONE).alpha();
        assertThat(large).isGreaterThan(.9f);
        assertThat(small).isLessThan(.6f);
    }

    @Test
    void everyWeightMayBeKept() {
        LossAware.Solution solution = Lat.LAT.exact().solve(new float[] {.5f, -.5f}, new float[] {.1f, .4f}, NONE);
        assertThat(solution.codes()).containsExactly(1, -1);
        assertThat(solution.alpha()).isCloseTo(.5f, within(1e-6f));
    }

    @Test
    void codesThatWereAllZeroDoNotStayZeroForEver() {
        float[] w = weights(20);
        assertThat(Lat.LAT.solve(w, moments(20), new byte[20]).alpha()).isPositive();
    }

    @Test
    void binaryIsTheBruteForceOptimum() {
        for (int trial = 0; trial < 60; trial++) {
            int n = 1 + trial % 10;
            float[] w = weights(n);
            float[] v = moments(n);
            float[] d = LossAware.curvatures(v);
            assertThat(Lab.LAB.clip(Float.POSITIVE_INFINITY).solve(w, v, NONE).objective())
                    .isCloseTo(bruteForce(w, d, new int[] {-1, 1}), within(1e-6 * squares(w, d)));
        }
    }

    @Test
    void theLeastSquaresScaleOfLevelsIsTheirOptimum() {
        for (int bits = 2; bits <= 8; bits++) {
            int n = 1 + random.nextInt(200);
            float[] w = weights(n);
            float[] v = moments(n);
            float[] d = LossAware.curvatures(v);
            LossAware.Solution best =
                    Laq.LAQ.bits(new Bits(bits)).leastSquares().solve(w, v, NONE);
            int[] codes = new int[n];
            for (int i = 0; i < n; i++) {
                codes[i] = best.codes()[i];
                assertThat(Math.abs(codes[i])).isLessThan(1 << (bits - 1));
            }
            double clamped = 0;
            for (int i = 0; i < n; i++) {
                w[i] = Math.max(-2.5f, Math.min(2.5f, w[i]));
                clamped += d[i] * Math.pow(w[i] - (double) best.scale() * codes[i], 2);
            }
            assertThat(clamped).isCloseTo(least(w, d, codes), within(1e-5 * squares(w, d)));
        }
    }

    @Test
    void solutionsHaveTheSameBitsWhateverTheNumberOfThreads() {
        float[] w = weights(50_000);
        float[] v = moments(50_000);
        int before = Threads.count();
        try {
            Threads.use(1);
            LossAware.Solution one = Lat.LAT.solve(w, v, NONE);
            Threads.use(3);
            LossAware.Solution three = Lat.LAT.solve(w, v, NONE);
            assertThat(three.alpha()).isEqualTo(one.alpha());
            assertThat(three.codes()).isEqualTo(one.codes());
        } finally {
            Threads.use(before);
        }
    }

    @Test
    void printTheExpressionThatMakesThem() {
        assertThat(Lat.LAT).hasToString("LAT");
        assertThat(Lat.LAT.exact().clip(1)).hasToString("LAT.exact().clip(1.0f)");
        assertThat(Lab.LAB.clipLatent(1)).hasToString("LAB.clipLatent(1.0f)");
        assertThat(Laq.LAQ.bits(Bits.INT4).leastSquares()).hasToString("LAQ.bits(int4).leastSquares()");
        assertThat(Laq.LAQ.bits(new Bits(5))).hasToString("LAQ.bits(new Bits(5))");
        assertThat(Lat.LAT.exact()).isEqualTo(Lat.LAT.exact()).isNotEqualTo(Lat.LAT);
    }

    @Test
    void badInputSaysWhatToType() {
        assertThatThrownBy(() -> Lat.LAT.clip(0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> Lat.LAT.clipLatent(-1)).hasMessageContaining("clipLatent(-1.0)");
        assertThatThrownBy(() -> Lat.LAT.solve(new float[2], new float[1], NONE))
                .hasMessageContaining("as many second moments as weights");
    }
}
