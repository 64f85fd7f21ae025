package dev.tern.nn;

import dev.tern.tensor.Linear;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.Random;

/**
 * An affine layer: y = x Wᵀ + b, W quantized if the network's {@link Quantization} says so.
 *
 * @param name the layer's name, by which a recipe and {@code model.layer(...)} know it
 * @param weight [out, in]
 * @param bias [1, out]
 */
record Dense(String name, Parameter weight, Parameter bias) {

    static Dense of(String name, int in, int out, Random random) {
        return new Dense(
                name,
                Parameter.normal(name + ".weight", Parameter.Kind.MATRIX, out, in, random),
                Parameter.filled(name + ".bias", Parameter.Kind.BIAS, out, 0));
    }

    /** x [rows, in], coded or real, to [rows, out]; coded when x and the weight both are. */
    Tensor apply(Tape tape, Quantization quantization, Tensor x) {
        return Linear.apply(tape, x, quantization.weight(tape, weight), bias.value());
    }

    Dense copy() {
        return new Dense(name, weight.copy(), bias.copy());
    }
}
