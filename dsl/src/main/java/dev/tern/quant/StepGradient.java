package dev.tern.quant;

import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Backward of an evenly spaced grid whose step s, and perhaps offset b, is learned: Esser et al., "Learned Step Size
 * Quantization", ICLR 2020 (eq. 1 to 5) and Bhalgat et al., "LSQ+", CVPR Workshops 2020 (eq. 4 to 6). Rounding counts
 * as straight through; whether a value lies inside the grid is decided before it is rounded:
 *
 * <pre>
 *   x^      = s rne(clip(v, low, high)) + b,   v = (x - b) / s
 *   dx^/ds  = slopeLow for v &lt;= outsideLow, slopeHigh for v &gt;= outsideHigh, rne(v) - v between
 *   dx^/db  = 1 for v &lt;= outsideLow or v &gt;= outsideHigh, 0 between
 *   dL/dx   = dL/dx^ for passLow &lt; v &lt; passHigh, 0 elsewhere
 * </pre>
 *
 * @param outsideLow in steps
 * @param outsideHigh in steps
 * @param slopeLow what the lowest value gains when s grows by one
 * @param slopeHigh what the highest value gains when s grows by one
 * @param passLow in steps
 * @param passHigh in steps
 */
record StepGradient(
        float outsideLow, float outsideHigh, double slopeLow, double slopeHigh, float passLow, float passHigh) {

    /** Codes from {@code lowest} to {@code highest}; what lies at an end counts as outside, as in LSQ. */
    static StepGradient between(int lowest, int highest) {
        return new StepGradient(lowest, highest, lowest, highest, lowest, highest);
    }

    /** The same with what lies exactly at an end counted as inside. */
    StepGradient withEndsInside() {
        float low = Math.nextDown(outsideLow);
        float high = Math.nextUp(outsideHigh);
        return new StepGradient(low, high, slopeLow, slopeHigh, low, high);
    }

    /** The same with the gradient of x passed everywhere. */
    StepGradient unmasked() {
        return new StepGradient(
                outsideLow, outsideHigh, slopeLow, slopeHigh, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    /**
     * The sums of dL/dx^ times dx^/ds and times dx^/db, one a group.
     *
     * @param step not yet times any gradient scale
     * @param offset not yet times any gradient scale
     */
    record Sums(double[] step, double[] offset) {}

    /**
     * Adds the gradient of x to it, if it needs one, and sums those of step and offset. To be called backward, when the
     * output has its gradient.
     *
     * @param steps one a group
     * @param offset the real value of no steps
     */
    Sums backward(Tiles tiles, Tensor x, Tensor output, float[] steps, float offset) {
        boolean needed = x.needsGradient();
        boolean started = needed && x.startGradient();
        FloatBuffer upstream = output.gradientMemory();
        FloatBuffer gradient = needed ? x.gradientMemory() : upstream;
        double[] bySteps = new double[tiles.count()];
        double[] byOffset = new double[tiles.count()];
        float worth = x.scale();
        tiles.forEach(x.data(), (tile, group, at, values, count) -> {
            float[] arriving = Tiles.first(count);
            float[] passed = Tiles.second(count);
            upstream.get(at, arriving, 0, count);
            if (started) {
                gradient.get(at, passed, 0, count);
            } else {
                Arrays.fill(passed, 0, count, 0);
            }
            double step = 0;
            double outside = 0;
            for (int i = 0; i < count; i++) {
                float v = (values[i] * worth - offset) / steps[group];
                if (v <= outsideLow) {
                    step += arriving[i] * slopeLow;
                    outside += arriving[i];
                } else if (v >= outsideHigh) {
                    step += arriving[i] * slopeHigh;
                    outside += arriving[i];
                } else {
                    step += arriving[i] * (Math.rint(v) - v);
                }
                if (v > passLow && v < passHigh) {
                    passed[i] += arriving[i];
                }
            }
            bySteps[tile] = step;
            byOffset[tile] = outside;
            if (needed) {
                gradient.put(at, passed, 0, count);
            }
        });
        return new Sums(tiles.totals(bySteps), tiles.totals(byOffset));
    }

    /** Adds to one number of a parameter's gradient. */
    static void give(Tensor parameter, int index, double gradient) {
        FloatBuffer sum = parameter.gradient();
        sum.put(index, (float) (sum.get(index) + gradient));
    }
}
