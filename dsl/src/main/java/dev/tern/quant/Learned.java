package dev.tern.quant;

import dev.tern.tensor.Tensor;
import java.util.OptionalDouble;

/**
 * A quantizer's own trained numbers: steps, clips, offsets. Their gradients do not count in the norm that the
 * network's gradients are shortened to.
 *
 * @param value 1 x n, after {@code requireGradient()}
 * @param learningRate its own peak rate; empty for that of the weights
 * @param weightDecay fraction per unit of learning rate, usually 0
 */
public record Learned(Tensor value, OptionalDouble learningRate, double weightDecay) {
    /** Trained like the weights, without decay. */
    public static Learned with(Tensor value) {
        return new Learned(value, OptionalDouble.empty(), 0);
    }

    /** Trained at a rate of its own. */
    public static Learned at(double learningRate, double weightDecay, Tensor value) {
        return new Learned(value, OptionalDouble.of(learningRate), weightDecay);
    }
}
