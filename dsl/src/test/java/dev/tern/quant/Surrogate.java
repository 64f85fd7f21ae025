package dev.tern.quant;

/**
 * What rounding is taken for, of one value, as a function of step and offset: inside the grid the rounding is
 * frozen, outside the value is an end of the grid; so is the rounding of an integer zero point.
 */
record Surrogate(float x, Grid grid, double offset, boolean zeroPoint, boolean endsInside) {
    double at(double s, double o) {
        float step = (float) grid.scale();
        double frozen = zeroPoint ? grid.zeroPoint() + offset / grid.scale() : 0;
        double zero = zeroPoint ? frozen - o / s : 0;
        double start = zeroPoint ? 0 : o;
        // In fp32 as it is computed: where a tie falls is part of what is frozen.
        float v = (x - (zeroPoint ? 0 : (float) offset)) / step;
        int lowest = grid.lowest() - grid.zeroPoint();
        int highest = grid.highest() - grid.zeroPoint();
        if (endsInside ? v < lowest : v <= lowest) {
            return s * (grid.lowest() - zero) + start;
        }
        if (endsInside ? v > highest : v >= highest) {
            return s * (grid.highest() - zero) + start;
        }
        return s * ((x - start) / s + Math.rint(v) - v) + start;
    }
}
