package dev.tern.nn;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * An affine layer: y = x Wᵀ + b, W quantized if the network's {@link Quantization} says so. A split layer (BinaryBERT)
 * has a second matrix on the same input: y = (x Wᵀ + b) + x Vᵀ, each product with a scale of its own.
 *
 * @param name the layer's name, by which a recipe and {@code model.layer(...)} know it
 * @param weight [out, in]
 * @param half [out, in], named {@code NAME.split.weight}; null unless the layer is split
 * @param bias [1, out]
 */
record Dense(String name, Parameter weight, @Nullable Parameter half, Parameter bias) {

    Dense(String name, Parameter weight, Parameter bias) {
        this(name, weight, null, bias);
    }

    static Dense of(String name, int in, int out, Random random) {
        return new Dense(
                name,
                Parameter.normal(name + ".weight", Parameter.Kind.MATRIX, out, in, random),
                Parameter.filled(name + ".bias", Parameter.Kind.BIAS, out, 0));
    }

    /** x [rows, in], coded or real, to [rows, out]; as the network's arithmetic has it. */
    Tensor apply(Tape tape, Quantization quantization, Tensor x) {
        Tensor first = quantization.weight(tape, weight);
        Tensor second = half == null ? null : quantization.weight(tape, half);
        return quantization.operations().affine(tape, x, first, second, bias.value());
    }

    /** The matrices that are quantized: one, or two if the layer is split. */
    List<Parameter> matrices() {
        return half == null ? List.of(weight) : List.of(weight, half);
    }

    List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(matrices());
        all.add(bias);
        return all;
    }

    Dense copy() {
        return new Dense(name, weight.copy(), half == null ? null : half.copy(), bias.copy());
    }

    /** The layer with some of its outputs, in this order, of its own memory. */
    Dense outputs(int[] chosen) {
        return new Dense(name, weight.rows(chosen), half == null ? null : half.rows(chosen), bias.columns(chosen));
    }

    /** The layer with some of its inputs, in this order, of its own memory. */
    Dense inputs(int[] chosen) {
        return new Dense(name, weight.columns(chosen), half == null ? null : half.columns(chosen), bias.copy());
    }

    /** The same layer with a second half of zeros, unless it has one. */
    Dense split() {
        return half == null ? new Dense(name, weight, weight.secondHalf(), bias) : this;
    }
}
