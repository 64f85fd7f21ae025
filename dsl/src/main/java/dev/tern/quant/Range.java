package dev.tern.quant;

import dev.tern.tensor.Tensor;

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

    /** The range of a tensor's real values. */
    static Range of(Tensor x) {
        return TileRanges.whole(x);
    }

    /** This range with both ends moved into another. */
    Range within(Range limits) {
        return new Range(within(low, limits.low, limits.high), within(high, limits.low, limits.high));
    }

    /** An end moved between two limits. */
    static float within(float end, float lowest, float highest) {
        return Math.max(lowest, Math.min(highest, end));
    }
}
