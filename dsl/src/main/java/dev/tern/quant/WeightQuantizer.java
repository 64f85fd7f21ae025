package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;

/**
 * Turns a latent fp32 matrix into one of few integers, anew at every step of training. Quantizers are immutable values.
 *
 * <p>The laws that hold for each of them, checked by a test over every constant: scaling the matrix by k scales the
 * result by k and keeps the codes; turning its sign turns theirs; quantizing the result again changes nothing; an
 * all-zero group stays zero; {@link #codes} and {@link #quantize} agree; per row is per tensor of each row alone.
 */
public interface WeightQuantizer {
    /**
     * The quantized matrix as an operation of the tape; its gradient goes straight through to the latent matrix.
     *
     * @param latent rows x columns, real
     * @return with one scale a matrix a coded tensor (codes in its data); with one scale a row a real tensor
     */
    Tensor quantize(Tape tape, Tensor latent);

    /** The very codes and scales {@link #quantize} uses, for packing. */
    Codes codes(Tensor latent);

    /** The same quantizer with another number of weights to a scale. */
    WeightQuantizer with(Granularity granularity);

    /** How many weights share a scale. */
    Granularity granularity();

    /** Bits a packed code takes. */
    int bits();

    /** What a recipe prints: the expression that makes this quantizer. */
    @Override
    String toString();

    /** The rule in one line, as its paper writes it. */
    String formula();
}
