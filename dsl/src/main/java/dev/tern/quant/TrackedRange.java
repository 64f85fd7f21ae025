package dev.tern.quant;

import dev.tern.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An exponential moving average of the ranges of batches, which the first batch begins: Jacob et al., CVPR 2018
 * (section 3.1); Zafrir et al., "Q8BERT", 2019 (section 2.1), t = t - (1 - decay) (t - max|x|).
 */
final class TrackedRange implements RangeSource {
    private final Scheme scheme;
    private final Range limits;
    private final double weight;
    private @Nullable Range range;

    TrackedRange(Scheme scheme) {
        this.scheme = scheme;
        limits = new Range(-scheme.clip(), scheme.clip());
        // The decay as it was written: 0.9999f is 1.7e-8 off in binary, a five-thousandth of what 1 - decay is.
        weight = 1.0 - Double.parseDouble(Float.toString(scheme.decay()));
    }

    @Override
    public void follow(Tensor x) {
        follow(Range.of(x));
    }

    @Override
    public void follow(Range batch) {
        follow(batch, limits);
    }

    /** Follows a batch's range, as far as it lies within limits. */
    void follow(Range seen, Range within) {
        Range batch = seen.within(within);
        if (scheme.isSymmetric()) {
            // The average of a largest magnitude is not the largest of two averages.
            float largest = Math.max(-batch.low(), batch.high());
            batch = new Range(-largest, largest);
        }
        Range before = range;
        range = before == null ? batch : before.towards(batch, weight);
    }

    @Override
    public @Nullable Range range() {
        return range;
    }
}
