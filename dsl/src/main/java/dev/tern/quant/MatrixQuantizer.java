package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;

/**
 * Quantizes one matrix of one network, anew at every step of its training. What a {@link WeightQuantizer} starts for a
 * matrix; a method that learns or remembers nothing is its own.
 */
public interface MatrixQuantizer {
    /**
     * The quantized matrix as an operation of the tape; its gradient goes straight through to the latent matrix.
     *
     * @param latent rows x columns, real
     * @return with a scale for the matrix or each row a coded tensor, {@code code - zero point} in its data; a real
     *     tensor where a row has several scales ({@link Granularity#result})
     */
    Tensor quantize(Tape tape, Tensor latent);

    /** The very codes and scales {@link #quantize} uses when nothing is recorded, for packing. */
    Codes codes(Tensor latent);

    /** What the optimizer trains along with the matrix; nothing unless the method learns its range. */
    default List<Learned> learned() {
        return List.of();
    }

    /** Called after every update of the latent matrix, which a method may clip. */
    default void afterStep(Tensor latent) {}
}
