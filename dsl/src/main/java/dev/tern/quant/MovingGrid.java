package dev.tern.quant;

import dev.tern.quant.Grid.Rounding;

/**
 * A {@link Grid} that is set anew at every step of a training, so that no step makes one: the formulas of {@link MinMax}
 * and of learned steps on plain numbers.
 */
final class MovingGrid {
    // Keeps a constant tensor from a scale of 0; the value the published code uses.
    static final double EPSILON = 1e-8;

    private double scale = 1;
    private int zeroPoint;
    private double offset;
    private int lowest;
    private int highest;
    private Rounding rounding = Rounding.HALF_EVEN;

    /** The grid as it is now. */
    Grid grid() {
        return new Grid(scale, zeroPoint, offset, lowest, highest, rounding);
    }

    MovingGrid set(Grid grid) {
        return set(grid.scale(), grid.zeroPoint(), grid.offset(), grid.lowest(), grid.highest(), grid.rounding());
    }

    private MovingGrid set(
            double newScale, int newZeroPoint, double newOffset, int newLowest, int newHighest, Rounding newRounding) {
        scale = Grid.requireScale(newScale);
        zeroPoint = newZeroPoint;
        offset = newOffset;
        lowest = newLowest;
        highest = newHighest;
        rounding = newRounding;
        return this;
    }

    MovingGrid symmetric(float low, float high, int n) {
        double largest = Math.max(Math.abs((double) low), Math.abs((double) high));
        return set(Math.max(largest, EPSILON) / n, 0, 0, -n, n, Rounding.HALF_EVEN);
    }

    /** Symmetric, without the codes beyond two limits. */
    MovingGrid limited(float low, float high, int n) {
        symmetric(low, high, n);
        int first = code(low, n);
        return set(scale, 0, 0, first, code(high, n), Rounding.HALF_EVEN);
    }

    private int code(double value, int n) {
        return (int) Math.max(-n, Math.min(n, Math.rint(value / scale)));
    }

    MovingGrid zeroPoint(float from, float to, int levels) {
        double low = Math.min(from, 0.0);
        double high = Math.max(to, EPSILON);
        double step = (high - low) / levels;
        int zero = (int) Math.max(0, Math.min(levels, Math.rint(-low / step)));
        return set(step, zero, 0, 0, levels, Rounding.HALF_EVEN);
    }

    MovingGrid nudged(float from, float to, int first, int last) {
        double low = Math.min(from, 0.0);
        double high = Math.max(to, 0.0);
        double step = Math.max(high - low, EPSILON) / (last - first);
        int zero = (int) Math.max(first, Math.min(last, Math.floor(first - low / step + 0.5)));
        return set(step, zero, 0, first, last, Rounding.HALF_UP);
    }

    MovingGrid floatOffset(float low, float high, int levels) {
        double width = (double) high - low + EPSILON;
        return set(width / levels, 0, low, 0, levels, Rounding.HALF_EVEN);
    }

    /** Of a learned step: unsigned if the range begins at 0. */
    MovingGrid step(float low, float high, int n) {
        int below = n + 1;
        int levels = 2 * n + 1;
        return low < 0
                ? set(-(double) low / below, 0, 0, -below, n, Rounding.HALF_EVEN)
                : set(high / (double) levels, 0, 0, 0, levels, Rounding.HALF_EVEN);
    }

    /** The same steps counted from another value. */
    void from(double newOffset) {
        offset = newOffset;
    }

    double scale() {
        return scale;
    }

    int zeroPoint() {
        return zeroPoint;
    }

    double offset() {
        return offset;
    }

    int lowest() {
        return lowest;
    }

    int highest() {
        return highest;
    }

    Rounding rounding() {
        return rounding;
    }

    /** Smallest whole number a value becomes: the lowest code less the zero point. */
    float lowestInteger() {
        return lowest - zeroPoint;
    }

    float highestInteger() {
        return highest - zeroPoint;
    }

    /** The smallest value on the grid. */
    double low() {
        return scale * (lowest - zeroPoint) + offset;
    }

    /** The largest value on the grid. */
    double high() {
        return scale * (highest - zeroPoint) + offset;
    }

    /** As {@link Grid#round}. */
    void round(float[] values, int count, float[] integers) {
        Grid.round(rounding, (float) scale, lowestInteger(), highestInteger(), values, count, integers);
    }
}
