package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The laws of ALGORITHMS, section 2c, that are TernaryConnect's. */
class TernaryConnectTest {
    private static final int SAMPLES = 20_000;

    private final Random random = new Random(3);

    private Tensor matrix(int rows, int columns, double spread) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (spread * random.nextGaussian());
        }
        return Tensor.of(values, rows, columns);
    }

    @Test
    void theMeanOfTheDrawsIsTheClippedWeight() {
        float[] w = {0, .01f, -.05f, .12f, -.2f, .25f, -.25f, .7f, 1e-5f};
        float limit = .25f;
        float[] values = new float[w.length * SAMPLES];
        for (int row = 0; row < w.length; row++) {
            Arrays.fill(values, row * SAMPLES, (row + 1) * SAMPLES, w[row]);
        }
        StochasticTernary rule = new StochasticTernary(limit);
        try (Tape tape = Tape.forTraining(4)) {
            Tensor drawn = TernaryConnect.STOCHASTIC.limit(limit).quantize(tape, Tensor.of(values, w.length, SAMPLES));
            float[] draws = drawn.toFloats();
            for (int row = 0; row < w.length; row++) {
                double sum = 0;
                double squares = 0;
                for (int i = 0; i < SAMPLES; i++) {
                    float draw = draws[row * SAMPLES + i];
                    assertThat(draw).isIn(0f, limit * Math.signum(w[row]));
                    sum += draw;
                    squares += draw * draw;
                }
                double mean = sum / SAMPLES;
                double sigma = Math.sqrt(rule.variance(w[row]) / SAMPLES);
                assertThat(mean).isCloseTo(rule.mean(w[row]), within(5 * sigma + 1e-6));
                double p = rule.probability(w[row]);
                double spread = limit * limit * Math.sqrt(p * (1 - p) / SAMPLES);
                assertThat(squares / SAMPLES).isCloseTo(limit * limit * p, within(5 * spread + 1e-6));
            }
        }
    }

    @Test
    void aZeroIsNeverDrawnAndAWeightAtTheLimitAlways() {
        StochasticTernary rule = new StochasticTernary(.5f);
        assertThat(rule.code(0, 0)).isZero();
        assertThat(rule.code(.5f, Math.nextDown(1f))).isEqualTo(1);
        assertThat(rule.code(-.5f, Math.nextDown(1f))).isEqualTo(-1);
        assertThat(rule.code(.25f, .5f)).isZero();
    }

    @Test
    void neighboursAndStepsAreDrawnIndependently() {
        Tensor w = Tensor.of(new float[SAMPLES], 1, SAMPLES);
        for (int i = 0; i < SAMPLES; i++) {
            w.data().put(i, .5f);
        }
        try (Tape tape = Tape.forTraining(9)) {
            float[] first = TernaryConnect.STOCHASTIC.limit(1).quantize(tape, w).toFloats();
            float[] second =
                    TernaryConnect.STOCHASTIC.limit(1).quantize(tape, w).toFloats();
            int steps = 0;
            int neighbours = 0;
            for (int i = 1; i < SAMPLES; i++) {
                steps += first[i] == second[i] ? 1 : 0;
                neighbours += first[i] == first[i - 1] ? 1 : 0;
            }
            // 5 sigma of a fair coin.
            assertThat((double) steps).isCloseTo(SAMPLES / 2.0, within(2.5 * Math.sqrt(SAMPLES)));
            assertThat((double) neighbours).isCloseTo(SAMPLES / 2.0, within(2.5 * Math.sqrt(SAMPLES)));
        }
    }

    @Test
    void theSameSeedDrawsTheSameWhateverTheNumberOfThreads() {
        Tensor w = matrix(97, 131, .05);
        int before = Threads.count();
        float[][] draws = new float[2][];
        try {
            for (int run = 0; run < 2; run++) {
                Threads.use(1 + 2 * run);
                try (Tape tape = Tape.forTraining(7)) {
                    draws[run] = TernaryConnect.STOCHASTIC.quantize(tape, w).toFloats();
                }
            }
        } finally {
            Threads.use(before);
        }
        assertThat(draws[1]).isEqualTo(draws[0]);
    }

    @Test
    void evaluationNeverDraws() {
        Tensor w = matrix(20, 30, .1);
        MatrixQuantizer quantizer = TernaryConnect.STOCHASTIC.start(w);
        float limit = (float) (Math.sqrt(6.0 / 50) / 2);
        try (Tape tape = Tape.forInference()) {
            float[] values = quantizer.quantize(tape, w).toFloats();
            assertThat(values).isEqualTo(quantizer.codes(w).values());
            for (int i = 0; i < values.length; i++) {
                float latent = w.data().get(i);
                assertThat(values[i]).isEqualTo(Math.abs(latent) > limit / 2 ? Math.signum(latent) * limit : 0);
            }
        }
    }

    @Test
    void fromWeightsBeginsWithTheBestTernaryCodeAndKeepsItsLimit() {
        for (Granularity granularity : new Granularity[] {Granularity.perTensor(), Granularity.perRow()}) {
            Tensor w = matrix(12, 40, .04);
            TernaryConnect method = TernaryConnect.STOCHASTIC.fromWeights().with(granularity);
            MatrixQuantizer quantizer = method.start(w);
            Codes best = Twn.TWN.exact().with(granularity).codes(w);
            assertThat(quantizer.codes(w).codes()).isEqualTo(best.codes());
            assertThat(quantizer.codes(w).scales()).isEqualTo(best.scales());
            w.data().put(0, 9);
            assertThat(quantizer.codes(w).scales()).isEqualTo(best.scales());
            quantizer.afterStep(w);
            assertThat(w.data().get(0)).isEqualTo(best.scale(0));
        }
    }

    @Test
    void zerosHaveALimitAndStayZero() {
        Tensor zeros = Tensor.zeros(3, 4);
        for (TernaryConnect method :
                new TernaryConnect[] {TernaryConnect.STOCHASTIC, TernaryConnect.STOCHASTIC.fromWeights()}) {
            try (Tape tape = Tape.forTraining(1)) {
                assertThat(method.quantize(tape, zeros).toFloats()).containsOnly(0);
            }
            assertThat(method.codes(zeros).scale(0)).isPositive();
        }
    }

    @Test
    void printsAsTheExpressionThatMakesItAndRefusesNonsense() {
        assertThat(TernaryConnect.STOCHASTIC.fromWeights()).hasToString("STOCHASTIC.fromWeights()");
        assertThat(TernaryConnect.STOCHASTIC.limit(.5f)).hasToString("STOCHASTIC.limit(0.5f)");
        assertThatThrownBy(() -> TernaryConnect.STOCHASTIC.limit(0)).hasMessageContaining("above 0");
    }
}
