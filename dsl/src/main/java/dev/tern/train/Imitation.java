package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.Outputs;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;

/**
 * What a student imitates: a sum of losses, each with a weight. A value of the language:
 * {@code logits.and(hidden.times(0.5))}. Immutable; prints as the code that makes it.
 */
public abstract sealed class Imitation implements Lesson permits Part, Together {
    Imitation() {}

    abstract List<Part<?>> parts();

    /** Adds another loss. */
    public final Imitation and(Imitation other) {
        return new Together(this, other);
    }

    /**
     * The same with all its weights multiplied.
     *
     * @param weight 0 or more
     */
    public abstract Imitation times(double weight);

    /** A stage of this many passes over the training rows, with a warm-up and a decay of its own. */
    public final Stage epochs(int n) {
        return stage().epochs(n);
    }

    /** A stage with a peak learning rate of its own. */
    public final Stage learningRate(double rate) {
        return stage().learningRate(rate);
    }

    /** A stage whose peak learning rate is the recipe's times this: 2.5 in BinaryBERT's first stage. */
    public final Stage rateTimes(double factor) {
        return stage().rateTimes(factor);
    }

    /**
     * The loss of one batch, [1, 1], with the weights of a first epoch and regressors as they start.
     *
     * @param student outputs that get a gradient
     * @param teacher outputs that get none
     * @param batch what went through both
     */
    public final Tensor loss(Tape tape, Outputs student, Outputs teacher, Batch batch) {
        return new Imitating(this).loss(tape, student, teacher, batch, 1, 1);
    }

    @Override
    public final Stage stage() {
        return Stage.of(this);
    }

    /** Whether there is anything to imitate but the labels. */
    abstract boolean needsTeacher();

    @Override
    public final boolean equals(Object other) {
        return other instanceof Imitation that && toString().equals(that.toString());
    }

    @Override
    public final int hashCode() {
        return toString().hashCode();
    }
}
