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
 * <p>One is kept for each matrix or place, with its loop, and set anew where its ends move.
 */
final class StepGradient {
    private final Tiles.Walk add = new Tiles.Walk(this::add);
    private final FloatBuffer oneStep = FloatBuffer.allocate(1);

    /** In steps, as all ends are. */
    private float outsideLow;

    private float outsideHigh;
    /** What the lowest value gains when s grows by one. */
    private double slopeLow;

    private double slopeHigh;
    private float passLow;
    private float passHigh;

    private Tensor x = Tensor.NONE;
    private Tensor output = Tensor.NONE;
    private FloatBuffer steps = oneStep;
    private float offset;
    private boolean started;
    private double[] bySteps = {};
    private double[] byOffset = {};

    /** Codes from {@code lowest} to {@code highest}; what lies at an end counts as outside, as in LSQ. */
    StepGradient between(int lowest, int highest) {
        outsideLow = lowest;
        outsideHigh = highest;
        passLow = lowest;
        passHigh = highest;
        return slopes(lowest, highest);
    }

    /** What the lowest and the highest value gain when s grows by one, if that is not their codes. */
    StepGradient slopes(double low, double high) {
        slopeLow = low;
        slopeHigh = high;
        return this;
    }

    /** The same with what lies exactly at an end counted as inside. */
    StepGradient withEndsInside() {
        outsideLow = Math.nextDown(outsideLow);
        outsideHigh = Math.nextUp(outsideHigh);
        passLow = outsideLow;
        passHigh = outsideHigh;
        return this;
    }

    /** The same with the gradient of x passed everywhere. */
    StepGradient unmasked() {
        passLow = Float.NEGATIVE_INFINITY;
        passHigh = Float.POSITIVE_INFINITY;
        return this;
    }

    /** {@link #backward(Tiles, Tensor, Tensor, FloatBuffer, float)} of a tensor that has one step. */
    void backward(Tensor from, Tensor to, float step, float zero) {
        oneStep.put(0, step);
        backward(Tiles.of(1, from.size()), from, to, oneStep, zero);
    }

    /**
     * Adds the gradient of x to it, if it needs one, and sums those of {@link #step} and {@link #offset}. To be called
     * backward, when the output has its gradient.
     *
     * @param newSteps one a group
     * @param zero the real value of no steps
     */
    void backward(Tiles tiles, Tensor from, Tensor to, FloatBuffer newSteps, float zero) {
        x = from;
        output = to;
        steps = newSteps;
        offset = zero;
        started = from.needsGradient() && from.startGradient();
        if (from.needsGradient()) {
            // Taken here, because a tape lends memory to one thread only.
            from.gradientMemory();
        }
        bySteps = tiles.zeros(0);
        byOffset = tiles.zeros(1);
        add.through(tiles, from.data());
        tiles.addUp(bySteps);
        tiles.addUp(byOffset);
    }

    private void add(int tile, int group, int at, float[] values, int count) {
        float[] arriving = Tiles.first(count);
        float[] passed = Tiles.second(count);
        output.gradientMemory().get(at, arriving, 0, count);
        if (started) {
            x.gradientMemory().get(at, passed, 0, count);
        } else {
            Arrays.fill(passed, 0, count, 0);
        }
        float worth = x.scale();
        float zero = offset;
        float size = steps.get(group);
        float low = outsideLow;
        float high = outsideHigh;
        double ofLow = slopeLow;
        double ofHigh = slopeHigh;
        float passFrom = passLow;
        float passTo = passHigh;
        double step = 0;
        double outside = 0;
        for (int i = 0; i < count; i++) {
            float v = (values[i] * worth - zero) / size;
            if (v <= low) {
                step += arriving[i] * ofLow;
                outside += arriving[i];
            } else if (v >= high) {
                step += arriving[i] * ofHigh;
                outside += arriving[i];
            } else {
                step += arriving[i] * (Math.rint(v) - v);
            }
            if (v > passFrom && v < passTo) {
                passed[i] += arriving[i];
            }
        }
        bySteps[tile] = step;
        byOffset[tile] = outside;
        if (x.needsGradient()) {
            x.gradientMemory().put(at, passed, 0, count);
        }
    }

    /** The sum of dL/dx^ times dx^/ds in a group, not yet times any gradient scale; valid until the next backward. */
    double step(int group) {
        return bySteps[group];
    }

    /** The same of dx^/db. */
    double offset(int group) {
        return byOffset[group];
    }

    /** Adds to one number of a parameter's gradient. */
    static void give(Tensor parameter, int index, double gradient) {
        FloatBuffer sum = parameter.gradient();
        sum.put(index, (float) (sum.get(index) + gradient));
    }
}
