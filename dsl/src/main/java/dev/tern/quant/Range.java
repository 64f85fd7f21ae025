package dev.tern.quant;

/**
 * The interval of real values a quantizer covers.
 *
 * @param low smallest value
 * @param high largest value, at least {@code low}
 */
public record Range(float low, float high) {
    public Range {
        if (low > high) {
            throw new IllegalArgumentException("A range runs from low to high, but " + low + " is above " + high + ".");
        }
    }

    /** The range of some values; an empty array has the range [0, 0]. */
    public static Range of(float... values) {
        if (values.length == 0) {
            return new Range(0, 0);
        }
        float low = values[0];
        float high = values[0];
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return new Range(low, high);
    }

    /** Moves a fraction of 1 - decay towards a batch's range: an exponential moving average. */
    Range towards(Range batch, float decay) {
        double weight = 1.0 - decay;
        return new Range((float) (low + weight * ((double) batch.low - low)), (float)
                (high + weight * ((double) batch.high - high)));
    }

    /** This range with both ends moved into [-limit, limit]. */
    Range clip(float limit) {
        return new Range(Math.max(-limit, Math.min(limit, low)), Math.max(-limit, Math.min(limit, high)));
    }
}
