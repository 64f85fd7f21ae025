package dev.tern.train;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Operation;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
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

    private final List<Tensor> losses = new ArrayList<>();
    /** One a loss; the array may be longer. */
    private float[] weights = new float[4];

    private WeightedSum() {}

    /** A sum to {@link #add} losses to, at least one. */
    static WeightedSum of(Tape tape) {
        WeightedSum sum = tape.take(KIND);
        sum.losses.clear();
        return sum;
    }

    /** @param loss [1, 1] */
    WeightedSum add(float weight, Tensor loss) {
        int count = losses.size();
        if (count == weights.length) {
            weights = Arrays.copyOf(weights, 2 * count);
        }
        weights[count] = weight;
        losses.add(loss);
        return this;
    }

    /** The sum, [1, 1]; nothing can be added any more. */
    Tensor total(Tape tape) {
        boolean needsGradient = losses.get(0).needsGradient();
        float value = weights[0] * losses.get(0).data().get(0);
        for (int i = 1; i < losses.size(); i++) {
            needsGradient |= losses.get(i).needsGradient();
            value += weights[i] * losses.get(i).data().get(0);
        }
        y = needsGradient ? tape.allocate(1, 1) : tape.constant(1, 1);
        y.data().put(0, value);
        return tape.record(this);
    }

    @Override
    protected void backward() {
        float upstream = y.gradient().get(0);
        for (int i = 0; i < losses.size(); i++) {
            Tensor loss = losses.get(i);
            if (loss.needsGradient()) {
                loss.gradient().put(0, loss.gradient().get(0) + weights[i] * upstream);
            }
        }
    }
}
