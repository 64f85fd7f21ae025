package dev.tern.train;

import java.util.List;

/**
 * One loss of an imitation and its weight.
 *
 * @param <P> the loss itself, which its words return
 */
abstract sealed class Part<P extends Part<P>> extends Imitation permits Logits, Hidden, Attention, Hint, Labels {
    private final Weight weight;

    Part(Weight weight) {
        this.weight = weight;
    }

    final Weight weight() {
        return weight;
    }

    abstract P weighted(Weight other);

    /** What computes it in one stage of one training. */
    abstract List<Term> start();

    @Override
    boolean needsTeacher() {
        return true;
    }

    /** Whether student and teacher must read the very same tokens. */
    boolean comparesTokens() {
        return true;
    }

    @Override
    final List<Part<?>> parts() {
        return List.of(this);
    }

    @Override
    public final P times(double factor) {
        return weighted(weight.times(factor));
    }

    /**
     * A weight that falls (or rises) along a line from the stage's first epoch to its last: {@code fading(4, 1)} in
     * FitNets' second stage.
     */
    public final P fading(double first, double last) {
        return weighted(new Weight(first, last));
    }

    /** The words that make it, without its weight. */
    abstract String words();

    @Override
    public final String toString() {
        return words() + weight;
    }
}
