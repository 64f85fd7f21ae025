package dev.tern.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LayerNorm of a sum in one operation gives the bits of addition and LayerNorm one after the other. */
class ResidualNormTest {
    private final Random random = new Random(3);

    private Tensor parameter(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, rows, columns).requireGradient();
    }

    @ParameterizedTest
    @CsvSource({"1,2", "7,33", "70,52", "130,312"})
    void theSameBitsAsOneAfterTheOther(int rows, int columns) {
        Tensor branch = parameter(rows, columns);
        Tensor x = parameter(rows, columns);
        Tensor gamma = parameter(1, columns);
        Tensor beta = parameter(1, columns);
        List<Tensor> all = List.of(branch, x, gamma, beta);
        same(
                all,
                (Tape tape) -> pair(tape, branch, x, gamma, beta, false),
                tape -> pair(tape, branch, x, gamma, beta, true));
        same(all, (Tape tape) -> pair(tape, x, x, gamma, beta, false), tape -> pair(tape, x, x, gamma, beta, true));
        Tensor fixed = Tensor.of(branch.toFloats(), rows, columns);
        same(
                List.of(x),
                (Tape tape) -> pair(tape, fixed, x, gamma, beta, false),
                tape -> pair(tape, fixed, x, gamma, beta, true));
    }

    /** Used twice, as a layer's output is: by what follows and by the next residual. */
    private static Tensor pair(Tape tape, Tensor branch, Tensor x, Tensor gamma, Tensor beta, boolean inOne) {
        Tensor first = norm(tape, branch, x, gamma, beta, inOne);
        return norm(tape, Gelu.apply(tape, first), first, gamma, beta, inOne);
    }

    private static Tensor norm(Tape tape, Tensor branch, Tensor x, Tensor gamma, Tensor beta, boolean inOne) {
        return inOne
                ? ResidualNorm.apply(tape, branch, x, gamma, beta, 1e-5f)
                : LayerNorm.apply(tape, Add.apply(tape, branch, x), gamma, beta, 1e-5f);
    }

    private static void same(List<Tensor> inputs, Function<Tape, Tensor> plain, Function<Tape, Tensor> inOne) {
        float[][] expected = results(inputs, plain);
        float[][] actual = results(inputs, inOne);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isEqualTo(expected[i]);
        }
    }

    private static float[][] results(List<Tensor> inputs, Function<Tape, Tensor> operation) {
        float[][] all = new float[inputs.size() + 1][];
        try (Tape tape = Tape.forTraining(1)) {
            Tensor y = operation.apply(tape);
            all[0] = y.toFloats();
            tape.backward(CrossEntropy.hard(tape, y, new int[y.rows()]));
        }
        for (int i = 0; i < inputs.size(); i++) {
            all[i + 1] = new float[inputs.get(i).size()];
            inputs.get(i).gradient().get(0, all[i + 1]);
            inputs.get(i).clearGradient();
        }
        return all;
    }
}
