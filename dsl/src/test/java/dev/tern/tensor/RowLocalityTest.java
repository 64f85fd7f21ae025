package dev.tern.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A row has the same bits in any batch, on any number of threads, however far its sequence is padded. */
class RowLocalityTest {
    private static final int WIDTH = 52;
    private static final int HEADS = 2;

    private final int threads = Threads.count();
    private final Random random = new Random(5);
    private final Tensor weight = values(45, WIDTH);
    private final Tensor deep = values(WIDTH, 1100);
    private final Tensor bias = values(1, 45);
    private final Tensor gamma = values(1, WIDTH);
    private final Tensor beta = values(1, WIDTH);
    private final Tensor whole = values(131, WIDTH);

    @AfterEach
    void threadsAsBefore() {
        Threads.use(threads);
    }

    @Test
    void anyBatchAnyThreads() {
        for (Function<Tensor, float[]> operation : java.util.List.<Function<Tensor, float[]>>of(
                x -> run(tape -> Linear.apply(tape, x, weight, bias)),
                x -> run(tape -> LayerNorm.apply(tape, x, gamma, beta, 1e-5f)),
                x -> run(tape -> Softmax.apply(tape, x)),
                x -> run(tape -> Gelu.apply(tape, x)),
                x -> run(tape -> Tanh.apply(tape, x)),
                x -> run(tape -> Add.apply(tape, x, x)))) {
            Threads.use(1);
            float[] expected = operation.apply(whole);
            int columns = expected.length / whole.rows();
            for (int count = 1; count <= 3; count++) {
                Threads.use(count);
                assertThat(operation.apply(whole)).containsExactly(expected);
                for (int rows : new int[] {1, 2, 11, 13, 64, 130}) {
                    int first = random.nextInt(whole.rows() - rows + 1);
                    assertThat(operation.apply(part(whole, first, rows)))
                            .containsExactly(Arrays.copyOfRange(expected, first * columns, (first + rows) * columns));
                }
            }
        }
    }

    @Test
    void deepProductsToo() {
        Tensor x = values(70, 1100);
        float[] expected = run(tape -> Linear.apply(tape, x, deep, null));
        for (int row = 0; row < x.rows(); row += 23) {
            Tensor one = part(x, row, 1);
            assertThat(run(tape -> Linear.apply(tape, one, deep, null)))
                    .containsExactly(Arrays.copyOfRange(expected, row * WIDTH, (row + 1) * WIDTH));
        }
    }

    @Test
    void anyPadding() {
        int length = 9;
        Tensor alone = values(length, WIDTH);
        float[] expected = attention(alone, new Sequences(1, length, new int[] {length}));
        for (int time : new int[] {10, 16, 17, 40, 64}) {
            // The sequence of interest is the second of three; the others are noise.
            Tensor batch = values(3 * time, WIDTH);
            batch.data().put(time * WIDTH, alone.toFloats());
            float[] all = attention(batch, new Sequences(3, time, new int[] {time, length, 1}));
            assertThat(Arrays.copyOfRange(all, time * WIDTH, (time + length) * WIDTH))
                    .containsExactly(expected);
        }
    }

    @Test
    void trainingHasTheSameBitsOnAnyNumberOfThreads() {
        Threads.use(1);
        float[] expected = gradients();
        for (int count = 2; count <= 3; count++) {
            Threads.use(count);
            assertThat(gradients()).containsExactly(expected);
        }
    }

    private float[] gradients() {
        Tensor x = Tensor.of(whole.toFloats(), whole.rows(), WIDTH).requireGradient();
        Tensor w = Tensor.of(weight.toFloats(), weight.rows(), WIDTH).requireGradient();
        Tensor b = Tensor.of(bias.toFloats(), 1, weight.rows()).requireGradient();
        Tensor g = Tensor.of(gamma.toFloats(), 1, WIDTH).requireGradient();
        Tensor s = Tensor.of(beta.toFloats(), 1, WIDTH).requireGradient();
        try (Tape tape = Tape.forTraining(17)) {
            Tensor normal = Dropout.apply(tape, LayerNorm.apply(tape, x, g, s, 1e-5f), 0.2);
            Tensor logits = Gelu.apply(tape, Linear.apply(tape, normal, w, b));
            tape.backward(CrossEntropy.hard(tape, logits, new int[whole.rows()]));
        }
        float[] all = new float[0];
        for (Tensor parameter : new Tensor[] {x, w, b, g, s}) {
            float[] gradient = new float[parameter.size()];
            parameter.gradient().get(0, gradient);
            int before = all.length;
            all = Arrays.copyOf(all, before + gradient.length);
            System.arraycopy(gradient, 0, all, before, gradient.length);
        }
        return all;
    }

    private static float[] attention(Tensor x, Sequences sequences) {
        return run(tape -> {
            Tensor p = Softmax.apply(tape, AttentionScores.apply(tape, x, x, sequences, HEADS));
            return AttentionContext.apply(tape, p, x, sequences, HEADS);
        });
    }

    private static float[] run(Function<Tape, Tensor> operation) {
        try (Tape tape = Tape.forInference()) {
            return operation.apply(tape).toFloats();
        }
    }

    private static Tensor part(Tensor x, int first, int rows) {
        int columns = x.columns();
        return Tensor.of(Arrays.copyOfRange(x.toFloats(), first * columns, (first + rows) * columns), rows, columns);
    }

    private Tensor values(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, rows, columns);
    }
}
