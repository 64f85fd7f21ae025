package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.tensor.AttentionContext;
import dev.tern.tensor.AttentionOutput;
import dev.tern.tensor.CrossEntropy;
import dev.tern.tensor.Dropout;
import dev.tern.tensor.Linear;
import dev.tern.tensor.Rounding;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Softmax;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention in one operation gives the bits of softmax, dropout, quantization and product one after the other. */
class AttentionOutputTest {
    private static final Bits INT8 = Bits.INT8;
    private static final int HEADS = 3;
    private static final int WIDTH = 3 * 7;

    private final int threads = Threads.count();
    private final Random random = new Random(8);

    @AfterEach
    void threadsAsBefore() {
        Threads.use(threads);
    }

    private float[] gaussians(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** One way to compute it: output, then the two gradients, then the quantizer's range. */
    private interface Way {
        Tensor apply(
                Tape tape, Tensor scores, Tensor v, Sequences sequences, double rate, @Nullable ActivationQuantizer q);
    }

    private static Tensor plain(
            Tape tape, Tensor scores, Tensor v, Sequences sequences, double rate, @Nullable ActivationQuantizer q) {
        Tensor probabilities = Dropout.apply(tape, Softmax.apply(tape, scores), rate);
        return AttentionContext.apply(
                tape, q == null ? probabilities : q.apply(tape, probabilities), v, sequences, HEADS);
    }

    private static Tensor inOne(
            Tape tape, Tensor scores, Tensor v, Sequences sequences, double rate, @Nullable ActivationQuantizer q) {
        Rounding rounding = q == null ? null : Objects.requireNonNull(q.rounding(tape));
        return AttentionOutput.apply(tape, scores, v, sequences, HEADS, rate, rounding);
    }

    private record Case(
            int time,
            double rate,
            boolean isCoded,
            boolean isStarted,
            @Nullable Scheme scheme) {}

    private float[][] results(Way way, Case c) {
        random.setSeed(c.time);
        Sequences sequences = new Sequences(2, c.time, new int[] {c.time, 1 + c.time / 2});
        int rows = 2 * HEADS * c.time;
        float[] logits = gaussians(rows * c.time);
        for (int i = logits.length / 2; i < logits.length; i++) {
            logits[i] -= i % c.time > c.time / 2 ? 10000 : 0;
        }
        Tensor scores = Tensor.of(logits, rows, c.time).requireGradient();
        float[] values = gaussians(2 * c.time * WIDTH);
        if (c.isCoded) {
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.round(40 * values[i]);
            }
        }
        Tensor v = (c.isCoded ? Tensor.ofCodes(values, 2 * c.time, WIDTH, 0.02f) : Tensor.of(values, 2 * c.time, WIDTH))
                .requireGradient();
        if (c.isStarted) {
            scores.gradient().put(0, gaussians(scores.size()));
            v.gradient().put(0, gaussians(v.size()));
        }
        ActivationQuantizer quantizer = c.scheme == null ? null : new ActivationQuantizer("here", INT8, c.scheme);
        float[][] all = new float[8][];
        for (int step = 0; step < 2; step++) {
            try (Tape tape = Tape.forTraining(5)) {
                Tensor y = way.apply(tape, scores, v, sequences, c.rate, quantizer);
                all[4 * step] = y.toFloats();
                Tensor mixed = Linear.apply(tape, y, Tensor.of(gaussians(WIDTH * WIDTH), WIDTH, WIDTH), null);
                tape.backward(CrossEntropy.hard(tape, mixed, new int[y.rows()]));
                all[4 * step + 1] = gradient(scores);
                all[4 * step + 2] = gradient(v);
                if (quantizer != null && quantizer.isReady()) {
                    all[4 * step + 3] = new float[] {
                        quantizer.range().low(), quantizer.range().high()
                    };
                }
            }
        }
        return all;
    }

    private static void same(Case c, float[][] actual, float[][] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("%s, part %d", c, i).isEqualTo(expected[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16, 33, 64})
    void theSameBitsAsOneAfterTheOther(int time) {
        for (Scheme scheme : new Scheme[] {null, Scheme.ASYMMETRIC, Scheme.SYMMETRIC, Scheme.ASYMMETRIC.nudged()}) {
            for (double rate : new double[] {0, 0.1}) {
                for (boolean isCoded : new boolean[] {false, true}) {
                    Case c = new Case(time, rate, isCoded, time % 2 == 1, scheme);
                    Threads.use(1 + time % 3);
                    float[][] expected = results(AttentionOutputTest::plain, c);
                    same(c, results(AttentionOutputTest::inOne, c), expected);
                }
            }
        }
    }

    @Test
    void aTapeThatDoesNotRecordGivesTheSameToo() {
        ActivationQuantizer quantizer = new ActivationQuantizer("here", INT8, Scheme.ASYMMETRIC);
        quantizer.restore(new Range(0, 0.7f));
        Sequences sequences = new Sequences(1, 9, new int[] {9});
        Tensor scores = Tensor.of(gaussians(HEADS * 81), HEADS * 9, 9);
        Tensor v = Tensor.of(gaussians(9 * WIDTH), 9, WIDTH);
        try (Tape tape = Tape.forInference()) {
            assertThat(inOne(tape, scores, v, sequences, 0.3, quantizer).toFloats())
                    .isEqualTo(plain(tape, scores, v, sequences, 0.3, quantizer).toFloats());
        }
    }

    @Test
    void whatIsObservedOrLearnedIsATensorOfItsOwn() {
        try (Tape tape = Tape.forTraining(1)) {
            ActivationQuantizer watched = new ActivationQuantizer("here", INT8, Scheme.ASYMMETRIC);
            watched.observe(tensor -> {});
            assertThat(watched.rounding(tape)).isNull();
            assertThat(new ActivationQuantizer("here", INT8, Lsq.LSQ.scheme()).rounding(tape))
                    .isNull();
        }
    }

    private static float[] gradient(Tensor tensor) {
        float[] gradient = new float[tensor.size()];
        tensor.gradient().get(0, gradient);
        return gradient;
    }
}
