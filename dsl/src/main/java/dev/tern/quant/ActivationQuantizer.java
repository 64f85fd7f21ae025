package dev.tern.quant;

import dev.tern.tensor.Rounding;
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
 * <p>On a recording tape the range follows the batches, or learns, until {@link #freeze}; on any other it stays. The
 * result is a coded tensor that holds q - z with the grid's scale, except for the forms with a real offset, whose values
 * are no multiples of a scale: those are real. What comes straight from a product of codes is requantized by {@link Requantizer}, the
 * very function of the integer engine; real values are rounded: clamp(rne(x / D) + z).
 *
 * <p>Backward is straight through inside the range, ends included, and 0 outside, unless a learned range says
 * otherwise; its gradients are written where it is: {@link Lsq}, {@link LsqPlus}, {@link KdLsq}, and PACT's limits.
 */
public final class ActivationQuantizer {
    private final String name;
    private final Bits bits;
    private final Scheme scheme;
    private RangeSource source;
    private Requantizer.Form form = Requantizer.Form.BITS_31;
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
        source = scheme.start(bits);
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

    /** Writes the ratios of scales in this form from now on. */
    public void requantizeBy(Requantizer.Form newForm) {
        form = newForm;
    }

    /** The range a model stores; of a scheme that takes every batch's own, the limits of that. */
    public Range range() {
        Range seen = source.range();
        if (seen == null) {
            throw new IllegalStateException(
                    "The quantizer at " + name + " has seen no data, so it has no range yet: fit the model first.");
        }
        return seen;
    }

    /** Whether it has a range, or needs none. */
    public boolean isReady() {
        return source.range() != null;
    }

    /** Keeps the range as it is from now on. */
    public void freeze() {
        Range seen = source.range();
        if (seen != null) {
            source = RangeSource.fixed(seen);
        }
        frozen = true;
    }

    /** Sets the range, from a saved model, and freezes it. */
    public void restore(Range saved) {
        source = RangeSource.fixed(saved);
        frozen = true;
    }

    public boolean isFrozen() {
        return frozen;
    }

    /** The grid of codes the stored range gives. */
    public Grid grid() {
        if (scheme.isDynamic()) {
            throw new IllegalStateException(
                    "The quantizer at " + name + " is " + scheme + ": every batch has a grid of its own.");
        }
        return scheme.grid(range(), bits);
    }

    /** Shows every result to an observer from now on; null ends it. */
    public void observe(@Nullable Consumer<Tensor> newObserver) {
        observer = newObserver;
    }

    /** What the optimizer trains along with the network; nothing unless the scheme learns its range. */
    public List<Learned> learned() {
        return source.learned();
    }

    /** Called after every update of what is learned, to keep a range a range. */
    public void afterStep() {
        source.afterStep();
    }

    /**
     * This quantizer for an operation that rounds its own values, which gives the same bits as {@link #apply}.
     *
     * @return null where the values must be seen as a tensor: by an observer, or by a range that is learned
     */
    public @Nullable Rounding rounding(Tape tape) {
        boolean isPlain = (frozen || source instanceof TrackedRange) && !scheme.isBinary() && !scheme.hasOffset();
        return observer != null || !isPlain
                ? null
                : new RoundingInside(seen -> {
                    if (tape.isRecording() && !frozen) {
                        source.follow(seen);
                    }
                    Range kept = range();
                    Range used = scheme.isDynamic() ? seen.within(kept) : kept;
                    Grid grid = scheme.grid(used, bits);
                    return new RoundingInside.Chosen(grid, passes(kept, used, grid));
                });
    }

    /** Quantizes: same shape, coded (real for the forms with an offset). */
    public Tensor apply(Tape tape, Tensor x) {
        return show(scheme.isBinary() ? BinaryActivation.apply(tape, x) : onGrid(tape, x));
    }

    private Tensor show(Tensor output) {
        Consumer<Tensor> watching = observer;
        if (watching != null) {
            watching.accept(output);
        }
        return output;
    }

    private Tensor onGrid(Tape tape, Tensor x) {
        boolean follows = tape.isRecording() && !frozen;
        TileRanges seen = follows && source instanceof TrackedRange ? TileRanges.of(tape, x) : null;
        if (seen != null) {
            source.follow(seen.all());
        } else if (follows) {
            source.follow(x);
        }
        Range kept = range();
        Range used = scheme.range(x, kept);
        Grid grid = scheme.grid(x, used, bits);
        Tensor output = scheme.hasOffset() ? offsetValues(tape, x, grid) : codes(tape, x, grid);
        if (output.needsGradient()) {
            Range passes = passes(kept, used, grid);
            tape.record(() -> {
                if (output.hasGradient() && seen != null) {
                    StraightThrough.pass(x, output, passes.low(), passes.high(), seen);
                } else if (output.hasGradient()) {
                    source.backward(x, output, grid, passes);
                }
            });
        }
        return output;
    }

    /** The ends of range and grid included, those of a clip not. */
    private Range passes(Range kept, Range used, Grid grid) {
        Range limits = scheme.isDynamic() ? kept : new Range(-scheme.clip(), scheme.clip());
        float low = Math.nextDown((float) Math.min(used.low(), grid.low()));
        float high = Math.nextUp((float) Math.max(used.high(), grid.high()));
        return new Range(low, high).within(limits);
    }

    /** What the result's gradient goes to: the input, and what is learned. */
    private Tensor[] inputs(Tensor x) {
        List<Learned> learned = source.learned();
        Tensor[] inputs = new Tensor[1 + learned.size()];
        inputs[0] = x;
        for (int i = 0; i < learned.size(); i++) {
            inputs[i + 1] = learned.get(i).value();
        }
        return inputs;
    }

    private Tensor codes(Tape tape, Tensor x, Grid grid) {
        float scale = (float) grid.scale();
        float lowest = grid.lowest() - grid.zeroPoint();
        float highest = grid.highest() - grid.zeroPoint();
        Tensor output =
                tape.codedResult(x.rows(), x.columns(), scale, inputs(x)).codesWithin(lowest, highest);
        FloatBuffer target = output.data();
        Rounder rounder = rounder(x, grid, scale, lowest, highest);
        new Tiles(1, x.size()).forEach(x.data(), (tile, group, offset, values, count) -> {
            float[] codes = Tiles.first(count);
            rounder.round(values, count, codes);
            target.put(offset, codes, 0, count);
        });
        return output;
    }

    /** The codes of a tile. */
    interface Rounder {
        void round(float[] values, int count, float[] codes);
    }

    private Rounder rounder(Tensor x, Grid grid, float scale, float lowest, float highest) {
        if (x.isCoded()) {
            Requantizer ratio = form.between(x.scale(), scale);
            return (values, count, codes) -> Kernels.BEST.requantize(values, count, ratio, lowest, highest, codes);
        }
        return realRounder(grid);
    }

    /** Rounds real values to q - z. */
    static Rounder realRounder(Grid grid) {
        float scale = (float) grid.scale();
        float lowest = grid.lowest() - grid.zeroPoint();
        float highest = grid.highest() - grid.zeroPoint();
        if (grid.rounding() == Grid.Rounding.HALF_EVEN) {
            return (values, count, codes) -> Kernels.BEST.roundCodes(values, count, scale, lowest, highest, codes);
        }
        return (values, count, codes) -> {
            for (int i = 0; i < count; i++) {
                codes[i] = Math.max(lowest, Math.min(highest, (float) Math.floor(values[i] / scale + 0.5f)));
            }
        };
    }

    private Tensor offsetValues(Tape tape, Tensor x, Grid grid) {
        float step = (float) grid.scale();
        float start = (float) grid.offset();
        float factor = x.scale();
        Tensor output = tape.result(x.rows(), x.columns(), inputs(x));
        FloatBuffer target = output.data();
        new Tiles(1, x.size()).forEach(x.data(), (tile, group, offset, values, count) -> {
            float[] codes = Tiles.first(count);
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
        Range seen = source.range();
        return name + ": " + bits + ", " + scheme + (seen == null ? "" : ", " + seen + (frozen ? ", frozen" : ""));
    }
}
