package dev.tern.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** AdamW against the paper's algorithm in double, one element at a time. */
class AdamWTest {
    private final Random random = new Random(4);

    @Test
    void followsTheAlgorithm() {
        follow(AdamW.Settings.BERT.withGreatestNorm(Double.POSITIVE_INFINITY).withWeightDecay(0.1));
        follow(AdamW.Settings.BERT.withGreatestNorm(0.5));
        follow(new AdamW.Settings(0.8, 0.95, 1e-3, 0.3, 1));
    }

    private void follow(AdamW.Settings settings) {
        Tensor decayed = Tensor.zeros(9, 1000).requireGradient();
        Tensor undecayed = Tensor.zeros(1, 3).requireGradient();
        int n = decayed.size() + undecayed.size();
        double[] p = new double[n];
        double[] m = new double[n];
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            set(decayed, undecayed, i, p[i] = (float) random.nextGaussian());
        }
        AdamW optimizer = new AdamW(settings, List.of(decayed), List.of(undecayed));
        for (int step = 1; step <= 5; step++) {
            double[] g = new double[n];
            double squares = 0;
            for (int i = 0; i < n; i++) {
                g[i] = (float) (random.nextGaussian() * 0.1);
                squares += g[i] * g[i];
                boolean first = i < decayed.size();
                (first ? decayed : undecayed).gradient().put(first ? i : i - decayed.size(), (float) g[i]);
            }
            double rate = 0.01 * step;
            assertThat(optimizer.step(rate)).isCloseTo(Math.sqrt(squares), Offset.offset(1e-9 * squares));
            double shorten = Math.min(1, settings.greatestNorm() / (Math.sqrt(squares) + 1e-6));
            for (int i = 0; i < n; i++) {
                double gradient = g[i] * shorten;
                m[i] = settings.beta1() * m[i] + (1 - settings.beta1()) * gradient;
                v[i] = settings.beta2() * v[i] + (1 - settings.beta2()) * gradient * gradient;
                double mean = m[i] / (1 - Math.pow(settings.beta1(), step));
                double square = v[i] / (1 - Math.pow(settings.beta2(), step));
                double decay = i < decayed.size() ? settings.weightDecay() : 0;
                p[i] -= rate * decay * p[i] + rate * mean / (Math.sqrt(square) + settings.epsilon());
                boolean first = i < decayed.size();
                double actual = (first ? decayed : undecayed).data().get(first ? i : i - decayed.size());
                assertThat(actual).isCloseTo(p[i], Offset.offset(5e-6));
            }
            assertThat(decayed.hasGradient()).isFalse();
        }
        assertThat(optimizer.steps()).isEqualTo(5);
    }

    private static void set(Tensor decayed, Tensor undecayed, int i, double value) {
        boolean first = i < decayed.size();
        (first ? decayed : undecayed).data().put(first ? i : i - decayed.size(), (float) value);
    }

    @Test
    void aParameterWithoutAGradientStays() {
        Tensor p = Tensor.of(new float[] {3}, 1, 1).requireGradient();
        new AdamW(AdamW.Settings.BERT, List.of(p), List.of()).step(0.1);
        assertThat(p.data().get(0)).isEqualTo(3);
    }

    @Test
    void theRateRisesAndFallsAlongStraightLines() {
        Schedule schedule = new Schedule(2e-5, 10, 100);
        for (int step = 1; step < 10; step++) {
            assertThat(schedule.at(step)).isGreaterThan(schedule.at(step - 1));
        }
        assertThat(schedule.at(10)).isEqualTo(2e-5);
        assertThat(schedule.at(55)).isCloseTo(1e-5, Offset.offset(1e-18));
        assertThat(schedule.at(100)).isZero();
        assertThat(schedule.at(1000)).isZero();
        assertThat(new Schedule(1, 0, 1).at(0)).isEqualTo(1);
        assertThatThrownBy(() -> new Schedule(1, 5, 4)).hasMessageContaining("warm-up");
    }
}
