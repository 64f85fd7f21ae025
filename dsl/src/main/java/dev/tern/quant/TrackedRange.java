package dev.tern.quant;

import dev.tern.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An exponential moving average of the ranges of batches, which the first batch begins: Jacob et al., CVPR 2018
 * (section 3.1); Zafrir et al., "Q8BERT", 2019 (section 2.1), t = t - (1 - decay) (t - max|x|).
 */
final class TrackedRange implements RangeSource {
    private final Scheme scheme;
    private final double weight;
    private float low;
    private float high;
    private boolean hasBegun;

    TrackedRange(Scheme scheme) {
        this.scheme = scheme;
        // The decay as it was written: 0.9999f is 1.7e-8 off in binary, a five-thousandth of what 1 - decay is.
        weight = 1.0 - Double.parseDouble(Float.toString(scheme.decay()));
    }

    @Override
    public void follow(Tensor x) {
        Range seen = Range.of(x);
        follow(seen.low(), seen.high());
    }

    @Override
    public void follow(float seenLow, float seenHigh) {
        follow(seenLow, seenHigh, -scheme.clip(), scheme.clip());
    }

    @Override
    public boolean followsRanges() {
        return true;
    }

    /** Follows a batch's range, as far as it lies within limits. */
    void follow(float seenLow, float seenHigh, float lowest, float highest) {
        float batchLow = Range.within(seenLow, lowest, highest);
        float batchHigh = Range.within(seenHigh, lowest, highest);
        if (scheme.isSymmetric()) {
            // The average of a largest magnitude is not the largest of two averages.
            batchHigh = Math.max(-batchLow, batchHigh);
            batchLow = -batchHigh;
        }
        low = hasBegun ? moved(low, batchLow) : batchLow;
        high = hasBegun ? moved(high, batchHigh) : batchHigh;
        hasBegun = true;
    }

    private float moved(float end, float batch) {
        return (float) (end + weight * ((double) batch - end));
    }

    @Override
    public @Nullable Range range() {
        return hasBegun ? new Range(low, high) : null;
    }

    @Override
    public boolean isReady() {
        return hasBegun;
    }

    @Override
    public float low() {
        return low;
    }

    @Override
    public float high() {
        return high;
    }
}
