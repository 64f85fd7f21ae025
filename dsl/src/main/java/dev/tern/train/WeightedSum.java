package dev.tern.train;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Operation;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;

/**
 * A weighted sum of losses, added in the order given:
 *
 * <pre>
 *   L = sum over i of w_i L_i,    dL/dL_i = w_i
 * </pre>
 */
final class WeightedSum extends Operation {
    private static final Kind<WeightedSum> KIND = new Kind<>(WeightedSum::new);

    private List<Tensor> losses = List.of();
    private float[] weights = {};

    private WeightedSum() {}

    /**
     * The sum, [1, 1]. Backward reads losses and weights again: leave them as they are until then.
     *
     * @param losses [1, 1] each, at least one
     * @param weights as many
     */
    static Tensor apply(Tape tape, List<Tensor> losses, float[] weights) {
        WeightedSum sum = tape.take(KIND);
        sum.losses = losses;
        sum.weights = weights;
        boolean needsGradient = losses.get(0).needsGradient();
        float value = weights[0] * losses.get(0).data().get(0);
        for (int i = 1; i < weights.length; i++) {
            needsGradient |= losses.get(i).needsGradient();
            value += weights[i] * losses.get(i).data().get(0);
        }
        sum.y = needsGradient ? tape.allocate(1, 1) : tape.constant(1, 1);
        sum.y.data().put(0, value);
        return tape.record(sum);
    }

    @Override
    protected void backward() {
        float upstream = y.gradient().get(0);
        for (int i = 0; i < weights.length; i++) {
            Tensor loss = losses.get(i);
            if (loss.needsGradient()) {
                loss.gradient().put(0, loss.gradient().get(0) + weights[i] * upstream);
            }
        }
    }
}
