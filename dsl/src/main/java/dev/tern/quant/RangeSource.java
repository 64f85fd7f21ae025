package dev.tern.quant;

import dev.tern.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where the range of one place comes from while its network is trained. */
interface RangeSource {
    /** A batch of training has come. */
    void follow(Tensor x);

    /** The same, of a batch of this range; only for sources that ask for nothing else. */
    default void follow(float low, float high) {
        throw new IllegalStateException("This range follows from more than a batch's range.");
    }

    /** Whether the range of a batch is all that it asks of a batch. */
    default boolean followsRanges() {
        return false;
    }

    /**
     * The range as it is now, which a model stores; of a scheme that takes every batch's own, the limits of that. Null
     * before the first batch.
     */
    @Nullable
    Range range();

    /** Whether there is a range. */
    default boolean isReady() {
        return range() != null;
    }

    /** The low end of {@link #range}, if there is one; for every step, so whoever can makes no object. */
    default float low() {
        return Objects.requireNonNull(range()).low();
    }

    /** The high end. */
    default float high() {
        return Objects.requireNonNull(range()).high();
    }

    /** What is trained along with the network. */
    default List<Learned> learned() {
        return List.of();
    }

    /** Called after every update of what is learned. */
    default void afterStep() {}

    /**
     * Adds to the gradients of the input and of what is learned; called, if anything is, when the output has its gradient.
     *
     * @param fit what the output was rounded to
     */
    default void backward(Tensor x, Tensor output, Fit fit) {
        throw new IllegalStateException("Nothing of this range is learned.");
    }

    /** A range that stays. */
    static RangeSource fixed(Range range) {
        return new RangeSource() {
            @Override
            public void follow(Tensor x) {}

            @Override
            public void follow(float low, float high) {}

            @Override
            public Range range() {
                return range;
            }
        };
    }
}
