package dev.tern.train;

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
final class WeightedSum {
    private WeightedSum() {}

    /**
     * The sum, [1, 1].
     *
     * @param losses [1, 1] each, at least one
     * @param weights as many
     */
    static Tensor apply(Tape tape, List<Tensor> losses, float[] weights) {
        Tensor sum = tape.result(1, 1, losses.toArray(new Tensor[0]));
        float value = weights[0] * losses.get(0).data().get(0);
        for (int i = 1; i < weights.length; i++) {
            value += weights[i] * losses.get(i).data().get(0);
        }
        sum.data().put(0, value);
        if (sum.needsGradient()) {
            tape.record(() -> {
                float upstream = sum.gradient().get(0);
                for (int i = 0; i < weights.length; i++) {
                    Tensor loss = losses.get(i);
                    if (loss.needsGradient()) {
                        loss.gradient().put(0, loss.gradient().get(0) + weights[i] * upstream);
                    }
                }
            });
        }
        return sum;
    }
}
