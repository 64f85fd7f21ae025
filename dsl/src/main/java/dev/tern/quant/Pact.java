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
    private final List<Learned> learned = List.of(Learned.at(RATE, 0, ends));
    private final Tiles.Walk sum = new Tiles.Walk(this::sum);
    private final StraightThrough straightThrough = new StraightThrough();
    private Tensor from = Tensor.NONE;
    private Tensor to = Tensor.NONE;
    private double[] atLow = {};
    private double[] atHigh = {};

    /** @param scheme if dynamic, a batch's own range is used within the limits; else an average of them */
    Pact(Scheme scheme) {
        inside = scheme.isDynamic() ? null : new TrackedRange(scheme);
    }

    @Override
    public void follow(Tensor x) {
        if (inside != null) {
            Range seen = Range.of(x);
            follow(seen.low(), seen.high());
        }
    }

    @Override
    public void follow(float low, float high) {
        if (inside != null) {
            inside.follow(low, high, lowest(), highest());
        }
    }

    @Override
    public boolean followsRanges() {
        return inside != null;
    }

    private float lowest() {
        return ends.data().get(0);
    }

    private float highest() {
        return ends.data().get(1);
    }

    @Override
    public @Nullable Range range() {
        return isReady() ? new Range(low(), high()) : null;
    }

    @Override
    public boolean isReady() {
        return inside == null || inside.isReady();
    }

    @Override
    public float low() {
        return inside == null ? lowest() : Range.within(inside.low(), lowest(), highest());
    }

    @Override
    public float high() {
        return inside == null ? highest() : Range.within(inside.high(), lowest(), highest());
    }

    @Override
    public List<Learned> learned() {
        return learned;
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
    public void backward(Tensor x, Tensor output, Fit fit) {
        Tiles tiles = Tiles.of(1, x.size());
        from = x;
        to = output;
        atLow = tiles.zeros(0);
        atHigh = tiles.zeros(1);
        sum.through(tiles, x.data());
        tiles.addUp(atLow);
        tiles.addUp(atHigh);
        StepGradient.give(ends, 0, atLow[0]);
        StepGradient.give(ends, 1, atHigh[0]);
        // Last, because it may hand the output's gradient on instead of copying it.
        float low = Range.within(fit.passLow(), lowest(), highest());
        float high = Range.within(fit.passHigh(), lowest(), highest());
        straightThrough.pass(x, output, low, high, null);
    }

    private void sum(int tile, int group, int offset, float[] values, int count) {
        float[] arriving = Tiles.first(count);
        to.gradientMemory().get(offset, arriving, 0, count);
        float worth = from.scale();
        float lowest = lowest();
        float highest = highest();
        double low = 0;
        double high = 0;
        for (int i = 0; i < count; i++) {
            float real = values[i] * worth;
            low += real <= lowest ? arriving[i] : 0;
            high += real >= highest ? arriving[i] : 0;
        }
        atLow[tile] = low;
        atHigh[tile] = high;
    }
}
