package dev.tern.quant;

import dev.tern.tensor.Rounding;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;
import java.util.Objects;
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
        return Objects.requireNonNull(requireRange().range());
    }

    /** Whether it has a range, or needs none. */
    public boolean isReady() {
        return source.isReady();
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
        return observer != null || !isPlain ? null : RoundingInside.of(tape, this);
    }

    /** Quantizes: same shape, coded (real for the forms with an offset). */
    public Tensor apply(Tape tape, Tensor x) {
        return show(scheme.isBinary() ? BinaryActivation.apply(tape, x) : ActivationRounding.apply(tape, this, x));
    }

    private Tensor show(Tensor output) {
        Consumer<Tensor> watching = observer;
        if (watching != null) {
            watching.accept(output);
        }
        return output;
    }

    /** Where the range comes from; must not be followed once this {@link #isFrozen}. */
    RangeSource source() {
        return source;
    }

    /** How ratios of scales are written. */
    Requantizer.Form form() {
        return form;
    }

    /** The source of a range that there is. */
    RangeSource requireRange() {
        if (!source.isReady()) {
            throw new IllegalStateException(
                    "The quantizer at " + name + " has seen no data, so it has no range yet: fit the model first.");
        }
        return source;
    }

    @Override
    public String toString() {
        Range seen = source.range();
        return name + ": " + bits + ", " + scheme + (seen == null ? "" : ", " + seen + (frozen ? ", frozen" : ""));
    }
}
