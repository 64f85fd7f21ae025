package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;

/**
 * A method that learns the step of its grid by gradient descent, of weights ({@code weights(LSQ)}) and of activations
 * ({@code activations(int8, LSQ)}). Weights are of 4 bits with one step a matrix unless said otherwise.
 */
public abstract sealed class LearnedStepMethod implements WeightQuantizer permits Lsq, LsqPlus, KdLsq {
    static final Bits USUAL = Bits.INT4;
    // Values that are all zero have no step of their own; any gives their zeros, and a small one keeps bias codes
    // exact.
    static final double STEP_OF_ZEROS = 0x1p-10;

    private final String word;
    private final Bits bits;
    private final Granularity granularity;

    LearnedStepMethod(String word, Bits bits, Granularity granularity) {
        if (bits.magnitude() < 1) {
            throw new IllegalArgumentException(word + " of 1 bit has only the codes -1 and 0, so there is no positive"
                    + " value to learn a step from. Write " + word + ".bits(int2), or a binary method.");
        }
        this.word = word;
        this.bits = bits;
        this.granularity = granularity;
    }

    /** Weights of another number of bits: {@code weights(LSQ.bits(int2))}; 4 unless said. */
    public abstract LearnedStepMethod bits(Bits newBits);

    @Override
    public abstract LearnedStepMethod with(Granularity newGranularity);

    /** What is learned of activations: the scheme that {@code activations(int8, LSQ)} means. */
    public final Scheme scheme() {
        if (!bits.equals(USUAL) || granularity != Granularity.PER_TENSOR) {
            throw new IllegalArgumentException("activations(bits, " + this + ") says twice how many bits there are, or"
                    + " asks for several steps, which activations do not have. Write activations(" + bits + ", " + word
                    + ").");
        }
        return activations();
    }

    abstract Scheme activations();

    /** Bits of a code, before packing. */
    Bits width() {
        return bits;
    }

    @Override
    public Granularity granularity() {
        return granularity;
    }

    @Override
    public int bits() {
        return bits.count();
    }

    @Override
    public abstract MatrixQuantizer start(Tensor latent);

    @Override
    public Tensor quantize(Tape tape, Tensor latent) {
        return start(latent).quantize(tape, latent);
    }

    @Override
    public Codes codes(Tensor latent) {
        return start(latent).codes(latent);
    }

    /** A step that can be divided by and multiplied with 255, whatever the values were. */
    static double usable(double step) {
        return step < Float.MIN_NORMAL ? STEP_OF_ZEROS : Math.min(step, Float.MAX_VALUE / 256);
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof LearnedStepMethod that && toString().equals(that.toString());
    }

    @Override
    public final int hashCode() {
        return toString().hashCode();
    }

    @Override
    public final String toString() {
        return word + (bits.equals(USUAL) ? "" : ".bits(" + bits + ")") + granularity.suffix();
    }
}
