package dev.tern.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tern.quant.Learned;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegressorTest {
    private final Random random = new Random(6);

    private Tensor gaussian(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, rows, columns);
    }

    @Test
    void gradientsAgreeWithFiniteDifferences() {
        Tensor state = gaussian(3, 4).requireGradient();
        Tensor wanted = gaussian(3, 2);
        Regressor regressor = Regressor.between(4, 2, 3);
        List<Tensor> trained =
                new ArrayList<>(regressor.learned().stream().map(Learned::value).toList());
        trained.add(state);
        try (Tape tape = Tape.forTraining(1)) {
            tape.backward(HintLoss.apply(tape, regressor.apply(tape, state), wanted));
        }
        float step = 1e-2f;
        for (Tensor each : trained) {
            float[] gradient = new float[each.size()];
            each.gradient().get(0, gradient);
            for (int i = 0; i < each.size(); i++) {
                float at = each.data().get(i);
                each.data().put(i, at + step);
                float above = hint(regressor, state, wanted);
                each.data().put(i, at - step);
                float below = hint(regressor, state, wanted);
                each.data().put(i, at);
                assertThat(gradient[i]).isCloseTo((above - below) / (2 * step), within(2e-3f));
            }
        }
    }

    private static float hint(Regressor regressor, Tensor state, Tensor wanted) {
        try (Tape tape = Tape.forInference()) {
            return HintLoss.apply(tape, regressor.apply(tape, state), wanted).toFloats()[0];
        }
    }
}
