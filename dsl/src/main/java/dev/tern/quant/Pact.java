package dev.tern.quant;

import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Learned limits of activations: Choi, Wang, Venkataramani, Chuang, Srinivasan, Gopalakrishnan, "PACT: Parameterized
 * Clipping Activation for Quantized Neural Networks", 2018 (eq. 1 to 3), with a limit at each end as in Bai et al.,
 * "BinaryBERT", ACL 2021 (section 4.1 and its code), where the limits begin at -2.5 and 2.5 and are learned at the rate
 * 1e-4:
 *
 * <pre>
 *   x' = clip(x, low, high), then min-max inside
 *   dL/dhigh = sum of dL/dx^ where x &gt;= high,  dL/dlow = sum of dL/dx^ where x &lt;= low
 *   dL/dx = dL/dx^ where low &lt; x &lt; high, else 0
 * </pre>
 */
final class Pact implements RangeSource {
    private static final float FIRST = 2.5f;
    private static final float LEAST = FIRST * LearnedStepWeights.LEAST_SHARE;
    private static final double RATE = 1e-4;

    private final @Nullable TrackedRange inside;
    private final Tensor ends = Tensor.of(new float[] {-FIRST, FIRST}, 1, 2).requireGradient();

    /** @param scheme if dynamic, a batch's own range is used within the limits; else an average of them */
    Pact(Scheme scheme) {
        inside = scheme.isDynamic() ? null : new TrackedRange(scheme);
    }

    private Range limits() {
        return new Range(ends.data().get(0), ends.data().get(1));
    }

    @Override
    public void follow(Tensor x) {
        if (inside != null) {
            Range seen = Range.of(x);
            Range limits = limits();
            inside.follow(seen.low(), seen.high(), limits.low(), limits.high());
        }
    }

    @Override
    public @Nullable Range range() {
        if (inside == null) {
            return limits();
        }
        Range tracked = inside.range();
        return tracked == null ? null : tracked.within(limits());
    }

    @Override
    public List<Learned> learned() {
        return List.of(Learned.at(RATE, 0, ends));
    }

    @Override
    public void afterStep() {
        FloatBuffer data = ends.data();
        if (!(data.get(0) <= -LEAST)) {
            data.put(0, -LEAST);
        }
        if (!(data.get(1) >= LEAST)) {
            data.put(1, LEAST);
        }
    }

    @Override
    public void backward(Tensor x, Tensor output, Grid grid, Range passes) {
        Range limits = limits();
        FloatBuffer upstream = output.gradientMemory();
        Tiles tiles = Tiles.of(1, x.size());
        double[] low = new double[tiles.count()];
        double[] high = new double[tiles.count()];
        float worth = x.scale();
        tiles.forEach(x.data(), (tile, group, at, values, count) -> {
            float[] arriving = new float[count];
            upstream.get(at, arriving, 0, count);
            for (int i = 0; i < count; i++) {
                float real = values[i] * worth;
                low[tile] += real <= limits.low() ? arriving[i] : 0;
                high[tile] += real >= limits.high() ? arriving[i] : 0;
            }
        });
        StepGradient.give(ends, 0, tiles.totals(low)[0]);
        StepGradient.give(ends, 1, tiles.totals(high)[0]);
        // Last, because it may hand the output's gradient on instead of copying it.
        Range both = passes.within(limits);
        new StraightThrough().pass(x, output, both.low(), both.high(), null);
    }

    /** Symmetric steps, but no codes beyond the ends of the range: a limit holds on its own side. */
    static Grid symmetric(Range range, Bits bits) {
        return StoredGrid.limited(range.low(), range.high(), bits.magnitude());
    }
}
