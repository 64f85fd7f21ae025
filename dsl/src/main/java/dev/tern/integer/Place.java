package dev.tern.integer;

import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Requantizer;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A place where activations become codes, with the grid that training left there. Codes are kept as unsigned bytes,
 * as {@link PlaceGrid} says.
 */
final class Place {
    private final ActivationQuantizer quantizer;
    private final PlaceGrid grid;

    Place(String name, @Nullable ActivationQuantizer quantizer) {
        if (quantizer == null) {
            throw new IllegalStateException("This model keeps fp32 activations, so it cannot run on integers."
                    + " Add .activations(int8, asymmetric) to its recipe and fit again.");
        }
        if (!quantizer.scheme().isInteger()) {
            throw new IllegalStateException(
                    "The activations at " + name + " are " + quantizer.scheme()
                            + ": an integer program needs a stored range with zero on its grid."
                            + " Use .activations(int8, asymmetric), without dynamic(), floatOffset() or fromMinimum(), and fit again.");
        }
        this.quantizer = quantizer;
        this.grid = new PlaceGrid(quantizer.grid());
    }

    PlaceGrid grid() {
        return grid;
    }

    String name() {
        return quantizer.name();
    }

    /** What a step of one code is worth. */
    float scale() {
        return grid.scale();
    }

    /** The byte of the value zero. */
    int zero() {
        return grid.zero();
    }

    /** How far from zero a code can be. */
    int largest() {
        return grid.largest();
    }

    /** Codes of real values: the float step in front of an integer product. */
    byte[] quantize(Tape tape, Tensor real) {
        FloatBuffer codes = quantizer.apply(tape, real).data();
        byte[] bytes = new byte[real.size()];
        int zero = zero();
        Threads.parallel(bytes.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                bytes[i] = (byte) ((int) codes.get(i) + zero);
            }
        });
        return bytes;
    }

    /** Codes of accumulators, by integer arithmetic alone. */
    byte[] requantize(int[] accumulators, float scale) {
        Requantizer requantizer = requantizer(scale);
        byte[] bytes = new byte[accumulators.length];
        int lowest = grid.lowest() + grid.zero();
        int highest = grid.highest() + grid.zero();
        int zero = zero();
        Threads.parallel(bytes.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                bytes[i] = (byte) requantizer.apply(accumulators[i], zero, lowest, highest);
            }
        });
        return bytes;
    }

    /** The multiplier that turns accumulators worth {@code scale} into codes. */
    Requantizer requantizer(float scale) {
        return Requantizer.between(scale, scale());
    }

    /** How a trace names the codes. */
    String type() {
        return (grid.shift() > 0 ? "int" : "uint") + quantizer.bits().count();
    }
}
