package dev.tern.quant;

/** What a batch is rounded to at one place: its grid, and where its gradient passes. Set anew for every batch. */
final class Fit {
    final MovingGrid grid = new MovingGrid();
    private float passLow;
    private float passHigh;

    /**
     * Fits a batch.
     *
     * @param seenLow smallest value of the batch, which counts only where every batch has a grid of its own
     * @param seenHigh largest value
     */
    void to(ActivationQuantizer quantizer, float seenLow, float seenHigh) {
        RangeSource source = quantizer.requireRange();
        Scheme scheme = quantizer.scheme();
        float low = source.low();
        float high = source.high();
        float lowest = -scheme.clip();
        float highest = scheme.clip();
        if (scheme.isDynamic()) {
            lowest = low;
            highest = high;
            low = Range.within(seenLow, lowest, highest);
            high = Range.within(seenHigh, lowest, highest);
        }
        scheme.fit(grid, low, high, quantizer.bits());
        // The ends of range and grid included, those of a clip not.
        float below = Math.nextDown((float) Math.min(low, grid.low()));
        float above = Math.nextUp((float) Math.max(high, grid.high()));
        passLow = Range.within(below, lowest, highest);
        passHigh = Range.within(above, lowest, highest);
    }

    /** The low one of the real values between which, both excluded, rounding counts as straight through. */
    float passLow() {
        return passLow;
    }

    /** The high one. */
    float passHigh() {
        return passHigh;
    }
}
