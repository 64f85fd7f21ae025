package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The laws of ALGORITHMS, section 1c, that are TWN's alone; those of every quantizer are in the contract test. */
class TwnTest {
    private final Random random = new Random(7);

    private float[] gaussian(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double objective(float[] w, Twn twn) {
        float[] values = twn.codes(Tensor.of(w, 1, w.length)).values();
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            sum += ((double) w[i] - values[i]) * ((double) w[i] - values[i]);
        }
        return sum;
    }

    /** The least error over all 3^n codes, each with its own best scale. */
    private static double bruteForce(float[] w) {
        double best = Double.MAX_VALUE;
        int[] codes = new int[w.length];
        for (int pattern = 0; pattern < Math.pow(3, w.length); pattern++) {
            int rest = pattern;
            double dot = 0;
            int count = 0;
            double squares = 0;
            for (int i = 0; i < w.length; i++) {
                codes[i] = rest % 3 - 1;
                rest /= 3;
                dot += (double) codes[i] * w[i];
                count += Math.abs(codes[i]);
                squares += (double) w[i] * w[i];
            }
            double explained = dot > 0 ? dot * dot / count : 0;
            best = Math.min(best, squares - explained);
        }
        return best;
    }

    @Test
    void theExactRuleIsTheBruteForceOptimumAndTheRuleOfThumbIsNeverBetter() {
        Twn free = Twn.TWN.clip(Float.POSITIVE_INFINITY);
        for (int trial = 0; trial < 200; trial++) {
            float[] w = gaussian(1 + trial % 8);
            double exact = objective(w, free.exact());
            assertThat(exact).isCloseTo(bruteForce(w), within(1e-5));
            assertThat(objective(w, free)).isGreaterThanOrEqualTo(exact - 1e-6);
        }
    }

    @Test
    void theExactRuleKeepsEqualMagnitudesTogether() {
        Codes codes = Twn.TWN.exact().codes(Tensor.of(new float[] {1, -1, 1, .1f, -.1f}, 1, 5));
        assertThat(codes.codes()).containsExactly(1, -1, 1, 0, 0);
        assertThat(codes.scales()).containsExactly(1);
    }

    @Test
    void theRuleOfThumbIsWithinTwoPercentOnAGaussian() {
        float[] w = gaussian(20_000);
        assertThat(objective(w, Twn.TWN) / objective(w, Twn.TWN.exact())).isBetween(1.0, 1.02);
    }

    @Test
    void statisticsHaveTheSameBitsWhateverTheNumberOfThreads() {
        Tensor w = Tensor.of(gaussian(311 * 397), 311, 397);
        int before = Threads.count();
        try {
            Threads.use(1);
            Codes one = Twn.TWN.codes(w);
            Threads.use(3);
            Codes three = Twn.TWN.codes(w);
            assertThat(three.scales()).isEqualTo(one.scales());
            assertThat(three.codes()).isEqualTo(one.codes());
        } finally {
            Threads.use(before);
        }
    }

    @Test
    void aThresholdIsStrictAndIsTakenAfterTheClamp() {
        // mean of |clamped| is 1.25, so D = 0.875 with the value .875 exactly on it.
        Ternary ternary = Twn.TWN.of(new float[][] {{9, .875f, -.875f, .75f}});
        assertThat(ternary.threshold()[0]).isCloseTo(.875f, within(1e-6f));
        assertThat(ternary.alpha()).containsExactly(2.5f);
        assertThat(ternary.codes()).containsExactly(1, 0, 0, 0);
    }

    @Test
    void aMatrixOfZerosIsZeroAndNeverNaN() {
        Ternary ternary = Twn.TWN.of(new float[3][4]);
        assertThat(ternary.alpha()).containsExactly(0);
        try (Tape tape = Tape.forInference()) {
            Tensor quantized = Twn.TWN.quantize(tape, Tensor.zeros(3, 4));
            assertThat(quantized.toFloats()).containsOnly(0);
            assertThat(quantized.scale()).isPositive();
        }
    }

    @Test
    void aSmallMatrixShowsItself() {
        Ternary ternary = Twn.TWN.of(new float[][] {{.9f, -.1f, .4f}, {-.8f, .05f, .7f}});
        assertThat(ternary.codes()).containsExactly(1, 0, 1, -1, 0, 1);
        assertThat(ternary.toString()).startsWith("Ternary[2 x 3, threshold 0.3442, alpha 0.7000]");
        assertThat(ternary.toHtml()).contains("mean|w|", "threshold 0.3442", "-1");
    }

    @Test
    void badInputSaysWhatToType() {
        assertThatThrownBy(() -> Twn.TWN.threshold(1.2)).hasMessageContaining("0.7");
        assertThatThrownBy(() -> Twn.TWN.of(new float[0][0])).hasMessageContaining("at least one number");
        assertThatThrownBy(() -> Twn.TWN.of(new float[][] {{1, 2}, {3}})).hasMessageContaining("Row 1 has 1 numbers");
    }

    @Test
    void printsAsTheExpressionThatMakesIt() {
        assertThat(Twn.TWN).hasToString("TWN");
        assertThat(Twn.TWN.threshold(.75).with(Granularity.perRow())).hasToString("TWN.threshold(0.75).with(perRow)");
        assertThat(Twn.TWN.exact()).hasToString("TWN.exact()").isNotEqualTo(Twn.TWN);
    }
}
