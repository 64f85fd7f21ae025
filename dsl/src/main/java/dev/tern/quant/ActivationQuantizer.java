package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Quantizes the activations at one place of a network and remembers that place's range: Jacob et al., "Quantization and
 * Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR 2018 (section 3.1).
 *
 * <p>On a recording tape the range follows the batches until {@link #freeze}; on any other it stays. The result is a
 * coded tensor that holds q - z with the grid's scale, except for the float-offset form, whose values are no multiples
 * of a scale: that one is real. What comes straight from a product of codes is requantized by {@link Requantizer}, the
 * very function of the integer engine; real values are rounded: clamp(rne(x / D) + z).
 *
 * <p>Backward is straight through inside the range, ends included, and 0 outside.
 */
public final class ActivationQuantizer {
    private final String name;
    private final Bits bits;
    private final Scheme scheme;
    private @Nullable Range range;
    private boolean frozen;
    private @Nullable Consumer<Tensor> observer;

    /**
     * @param name the place, as it stands in saved files and traces: {@code encoder.0.attention.input}
     * @param bits of a code
     * @param scheme formula and source of the range
     */
    public ActivationQuantizer(String name, Bits bits, Scheme scheme) {
        this.name = name;
        this.bits = bits;
        this.scheme = scheme;
    }

    public String name() {
        return name;
    }

    public Bits bits() {
        return bits;
    }

    public Scheme scheme() {
        return scheme;
    }

    /** The tracked range. */
    public Range range() {
        Range seen = range;
        if (seen == null) {
            throw new IllegalStateException(
                    "The quantizer at " + name + " has seen no data, so it has no range yet: fit the model first.");
        }
        return seen;
    }

    /** Whether it has a range, or needs none. */
    public boolean isReady() {
        return range != null || scheme.isDynamic();
    }

    /** Keeps the range as it is from now on. */
    public void freeze() {
        frozen = true;
    }

    /** Sets the range, from a saved model, and freezes it. */
    public void restore(Range saved) {
        range = saved;
        frozen = true;
    }

    public boolean isFrozen() {
        return frozen;
    }

    /** The grid of codes the range gives. */
    public Grid grid() {
        return scheme.grid(range(), bits);
    }

    /** Shows every result to an observer from now on; null ends it. */
    public void observe(@Nullable Consumer<Tensor> newObserver) {
        observer = newObserver;
    }

    /** What the optimizer trains along with the network; nothing unless the scheme learns its range. */
    public List<Learned> learned() {
        return List.of();
    }

    /** Called after every update of what is learned, to keep a range a range. */
    public void afterStep() {}

    /** Quantizes: same shape, coded (real for the float-offset form). */
    public Tensor apply(Tape tape, Tensor x) {
        Range current;
        if (scheme.isDynamic()) {
            current = rangeOf(x);
        } else if (tape.isRecording() && !frozen) {
            Range batch = rangeOf(x);
            Range before = range;
            current = before == null ? batch : before.towards(batch, scheme.decay());
            range = current;
        } else {
            current = range();
        }
        Grid grid = scheme.grid(current, bits);
        Tensor output = scheme.hasOffset() ? offsetValues(tape, x, grid) : codes(tape, x, grid);
        float low = Math.nextDown((float) Math.min(current.low(), grid.low()));
        float high = Math.nextUp((float) Math.max(current.high(), grid.high()));
        StraightThrough.record(tape, x, output, Math.max(low, -scheme.clip()), Math.min(high, scheme.clip()));
        Consumer<Tensor> watching = observer;
        if (watching != null) {
            watching.accept(output);
        }
        return output;
    }

    private Range rangeOf(Tensor x) {
        Tiles tiles = new Tiles(1, x.size());
        float[] low = new float[tiles.count()];
        float[] high = new float[tiles.count()];
        tiles.forEach(x.data(), (tile, group, offset, values, count) -> {
            float[] ends = {values[0], values[0]};
            Kernels.BEST.range(values, count, ends);
            low[tile] = ends[0];
            high[tile] = ends[1];
        });
        Range lows = Range.of(low);
        Range highs = Range.of(high);
        return new Range(lows.low() * x.scale(), highs.high() * x.scale()).clip(scheme.clip());
    }

    private Tensor codes(Tape tape, Tensor x, Grid grid) {
        float scale = (float) grid.scale();
        float lowest = grid.lowest() - grid.zeroPoint();
        float highest = grid.highest() - grid.zeroPoint();
        Tensor output = tape.codedResult(x.rows(), x.columns(), scale, x);
        FloatBuffer target = output.data();
        Rounder rounder = rounder(x, grid, scale, lowest, highest);
        new Tiles(1, x.size()).forEach(x.data(), (tile, group, offset, values, count) -> {
            float[] codes = new float[count];
            rounder.round(values, count, codes);
            target.put(offset, codes, 0, count);
        });
        return output;
    }

    private interface Rounder {
        void round(float[] values, int count, float[] codes);
    }

    private static Rounder rounder(Tensor x, Grid grid, float scale, float lowest, float highest) {
        if (x.isCoded()) {
            Requantizer ratio = Requantizer.between(x.scale(), scale);
            return (values, count, codes) -> Kernels.BEST.requantize(values, count, ratio, lowest, highest, codes);
        }
        if (grid.rounding() == Grid.Rounding.HALF_EVEN) {
            return (values, count, codes) -> Kernels.BEST.roundCodes(values, count, scale, lowest, highest, codes);
        }
        return (values, count, codes) -> {
            for (int i = 0; i < count; i++) {
                codes[i] = Math.max(lowest, Math.min(highest, (float) Math.floor(values[i] / scale + 0.5f)));
            }
        };
    }

    private static Tensor offsetValues(Tape tape, Tensor x, Grid grid) {
        float step = (float) grid.scale();
        float start = (float) grid.offset();
        float factor = x.scale();
        Tensor output = tape.result(x.rows(), x.columns(), x);
        FloatBuffer target = output.data();
        new Tiles(1, x.size()).forEach(x.data(), (tile, group, offset, values, count) -> {
            float[] codes = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = values[i] * factor - start;
            }
            Kernels.BEST.roundCodes(values, count, step, grid.lowest(), grid.highest(), codes);
            for (int i = 0; i < count; i++) {
                codes[i] = codes[i] * step + start;
            }
            target.put(offset, codes, 0, count);
        });
        return output;
    }

    @Override
    public String toString() {
        return name + ": " + bits + ", " + scheme
                + (range == null ? "" : ", " + range + (frozen ? ", frozen" : ", tracked"));
    }
}
