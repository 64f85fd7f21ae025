package dev.tern.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every operation's gradient is the slope of its forward, by central differences summed in double. */
class GradientTest {
    private static final float STEP = 1e-2f;

    private final Random random = new Random(11);

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,7,3", "5,1,2", "13,17,1", "37,33,35"})
    void linear(int n, int in, int out) {
        Tensor x = parameter(n, in);
        Tensor w = parameter(out, in);
        Tensor b = parameter(1, out);
        check(List.of(x, w, b), tape -> Linear.apply(tape, x, w, b));
        check(List.of(x, w), tape -> Linear.apply(tape, x, w, null));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,19", "6,1", "9,40", "70,5"})
    void elementwise(int rows, int columns) {
        Tensor x = parameter(rows, columns);
        Tensor y = parameter(rows, columns);
        check(List.of(x, y), tape -> Add.apply(tape, x, y));
        check(List.of(x), tape -> Add.apply(tape, x, x));
        check(List.of(x), tape -> Gelu.apply(tape, x));
        check(List.of(x), tape -> Tanh.apply(tape, x));
        check(List.of(x), tape -> Softmax.apply(tape, x));
        check(List.of(x), tape -> Dropout.apply(tape, x, 0.3));
        Tensor away = awayFromZero(rows, columns);
        check(List.of(away), tape -> Relu.apply(tape, away));
    }

    @ParameterizedTest
    @CsvSource({"1,2", "1,19", "6,3", "9,40", "70,33"})
    void layerNorm(int rows, int columns) {
        Tensor x = parameter(rows, columns);
        Tensor gamma = parameter(1, columns);
        Tensor beta = parameter(1, columns);
        check(List.of(x, gamma, beta), tape -> LayerNorm.apply(tape, x, gamma, beta, 0.1f));
    }

    @Test
    void layerNormOfOneColumnIsItsShift() {
        Tensor x = parameter(3, 1);
        Tensor gamma = parameter(1, 1);
        Tensor beta = Tensor.of(new float[] {0.5f}, 1, 1);
        try (Tape tape = Tape.forInference()) {
            assertThat(LayerNorm.apply(tape, x, gamma, beta, 1e-5f).toFloats()).containsOnly(0.5f);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1,1", "2,1,2,3", "3,5,1,4", "2,13,3,5", "1,35,2,26"})
    void attention(int batch, int time, int heads, int d) {
        int[] lengths = new int[batch];
        for (int i = 0; i < batch; i++) {
            lengths[i] = 1 + random.nextInt(time);
        }
        Sequences sequences = new Sequences(batch, time, lengths);
        Tensor q = parameter(batch * time, heads * d);
        Tensor k = parameter(batch * time, heads * d);
        Tensor v = parameter(batch * time, heads * d);
        check(List.of(q, k, v), tape -> {
            Tensor p = Softmax.apply(tape, AttentionScores.apply(tape, q, k, sequences, heads));
            return AttentionContext.apply(tape, p, v, sequences, heads);
        });
        check(List.of(q), tape -> {
            Tensor p = Softmax.apply(tape, AttentionScores.apply(tape, q, q, sequences, heads));
            return AttentionContext.apply(tape, p, q, sequences, heads);
        });
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,4,7", "2,9,33"})
    void embeddingAndSelection(int batch, int time, int width) {
        Tensor word = parameter(6, width);
        Tensor position = parameter(time + 2, width);
        Tensor type = parameter(2, width);
        int[] ids = random.ints(batch * time, 0, 6).toArray();
        int[] types = random.ints(batch * time, 0, 2).toArray();
        check(List.of(word, position, type), tape -> Embedding.apply(tape, word, position, type, ids, types, time));
        int[] rows = {0, batch * time - 1, 0};
        check(List.of(word), tape -> {
            return SelectRows.apply(tape, Embedding.apply(tape, word, position, type, ids, types, time), rows);
        });
    }

    @Test
    void crossEntropy() {
        Tensor logits = parameter(7, 3);
        int[] labels = random.ints(7, 0, 3).toArray();
        check(List.of(logits), tape -> CrossEntropy.hard(tape, logits, labels));
    }

    /** The scalar checked is a random weighting of the operation's result. */
    private void check(List<Tensor> parameters, Function<Tape, Tensor> operation) {
        float[] weights = null;
        try (Tape tape = Tape.forTraining(3)) {
            Tensor y = operation.apply(tape);
            weights = parameterValues(y.size());
            Tensor loss = weigh(tape, y, weights);
            parameters.forEach(Tensor::clearGradient);
            tape.backward(loss);
        }
        for (Tensor parameter : parameters) {
            for (int trial = 0; trial < Math.min(6, parameter.size()); trial++) {
                int i = random.nextInt(parameter.size());
                float old = parameter.data().get(i);
                parameter.data().put(i, old + STEP);
                double high = value(operation, weights);
                parameter.data().put(i, old - STEP);
                double low = value(operation, weights);
                parameter.data().put(i, old);
                double slope = (high - low) / ((old + STEP) - (old - STEP));
                double actual = parameter.gradient().get(i);
                assertThat(actual)
                        .as("element %d of %s", i, parameter)
                        .isCloseTo(slope, org.assertj.core.data.Offset.offset(2e-3 + 4e-3 * Math.abs(slope)));
            }
        }
    }

    private static Tensor weigh(Tape tape, Tensor y, float[] weights) {
        Tensor loss = tape.allocate(1, 1);
        loss.data().put(0, (float) sum(y, weights));
        tape.record(() -> {
            for (int i = 0; i < weights.length; i++) {
                y.gradient()
                        .put(
                                i,
                                y.gradient().get(i)
                                        + weights[i] * loss.gradient().get(0));
            }
        });
        return loss;
    }

    private static double value(Function<Tape, Tensor> operation, float[] weights) {
        try (Tape tape = Tape.forTraining(3)) {
            return sum(operation.apply(tape), weights);
        }
    }

    private static double sum(Tensor y, float[] weights) {
        float[] values = y.toFloats();
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (double) values[i] * weights[i];
        }
        return sum;
    }

    private float[] parameterValues(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private Tensor parameter(int rows, int columns) {
        return Tensor.of(parameterValues(rows * columns), rows, columns).requireGradient();
    }

    private Tensor awayFromZero(int rows, int columns) {
        float[] values = parameterValues(rows * columns);
        for (int i = 0; i < values.length; i++) {
            values[i] += Math.signum(values[i]) * 2 * STEP;
        }
        return Tensor.of(values, rows, columns).requireGradient();
    }
}
