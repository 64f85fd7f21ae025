package dev.tern.quant;

import dev.tern.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the range of one place comes from while its network is trained. */
interface RangeSource {
    /** A batch of training has come. */
    void follow(Tensor x);

    /** The same, of a batch of this range; only for sources that ask for nothing else. */
    default void follow(Range batch) {
        throw new IllegalStateException("This range follows from more than a batch's range.");
    }

    /**
     * The range as it is now, which a model stores; of a scheme that takes every batch's own, the limits of that. Null
     * before the first batch.
     */
    @Nullable
    Range range();

    /** What is trained along with the network. */
    default List<Learned> learned() {
        return List.of();
    }

    /** Called after every update of what is learned. */
    default void afterStep() {}

    /**
     * Adds to the gradients of the input and of what is learned; called when the output has its gradient.
     *
     * @param grid the output was rounded to
     * @param passes real values between which, both excluded, rounding counts as straight through
     */
    default void backward(Tensor x, Tensor output, Grid grid, Range passes) {
        StraightThrough.pass(x, output, passes.low(), passes.high());
    }

    /** A range that stays. */
    static RangeSource fixed(Range range) {
        return new RangeSource() {
            @Override
            public void follow(Tensor x) {}

            @Override
            public void follow(Range batch) {}

            @Override
            public Range range() {
                return range;
            }
        };
    }
}
