package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;

/**
 * A method that turns a latent fp32 matrix into one of few integers: what {@code ternarize(...)} and
 * {@code weights(...)} accept. An immutable value; what it learns or remembers of a matrix is kept by the
 * {@link MatrixQuantizer} it starts for it. Asked itself, it answers as at the first step.
 *
 * <p>The laws that hold for each of them, checked by a test over every constant: scaling the matrix by k scales the
 * result by k and keeps the codes; turning its sign turns theirs; quantizing the result again changes nothing; an
 * all-zero group stays zero; {@link #codes} and {@link #quantize} agree; per row is per tensor of each row alone.
 */
public interface WeightQuantizer extends MatrixQuantizer {
    /** The quantizer of one matrix for one training, starting from the matrix as it is. */
    default MatrixQuantizer start(Tensor latent) {
        return this;
    }

    @Override
    Tensor quantize(Tape tape, Tensor latent);

    @Override
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

    /** Who published it, in one line: authors, title, venue, year. Shown on the page of {@code explain(...)}. */
    default String source() {
        return "";
    }
}
