package dev.tern.quant;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How activations, and weights of a number of bits, are quantized: by which formula, and where its range comes from. An
 * immutable value; the language's {@code symmetric} and {@code asymmetric}, and what {@code activations(int8, LSQ)}
 * stands for.
 *
 * <p>By default the range is tracked while training (an exponential moving average of each batch's range, the first
 * batch initialising it) and frozen with the model, so that the integer program has fixed scales. TernaryBERT takes the
 * range of every batch anew, at inference too: {@link #dynamic()}. LSQ, LSQ+ and KDLSQ train it along with the weights.
 *
 * <p>A batch's range is that of all its positions, those that only fill a shorter text up included, as in the published
 * code of TernaryBERT, BinaryBERT, Q8BERT and KDLSQ. A place holds ordinary values there: padding is hidden by the
 * attention's mask, which is added to scores, and no place quantizes scores.
 */
public final class Scheme {
    /** Sets a grid to cover a range. */
    @FunctionalInterface
    private interface Formula {
        void fit(MovingGrid grid, float low, float high, Bits bits);
    }

    /** The formula: how a range becomes a grid, and for some also how the range is learned. */
    private enum Form {
        SYMMETRIC("symmetric", (grid, low, high, bits) -> grid.symmetric(low, high, bits.magnitude()), null),
        ZERO_POINT("asymmetric", Form::zeroPoint, null),
        FLOAT_OFFSET("asymmetric.floatOffset()", Form::floatOffset, null),
        NUDGED("asymmetric.nudged()", (grid, low, high, bits) -> grid.nudged(low, high, 0, bits.levels()), null),
        LSQ("LSQ", Lsq::grid, (scheme, bits) -> Lsq.OfPlace.signedOrNot(bits)),
        LSQ_FROM_MINIMUM("LSQ.fromMinimum()", Lsq::grid, (scheme, bits) -> Lsq.OfPlace.fromMinimum(bits)),
        LSQ_PLUS("LSQ_PLUS", Form::zeroPoint, LsqPlus.OfPlace::new),
        LSQ_PLUS_OFFSET("LSQ_PLUS.floatOffset()", Form::floatOffset, LsqPlus.OfPlace::new),
        KDLSQ("KDLSQ", SYMMETRIC.grid, (scheme, bits) -> new KdLsq.OfPlace(bits)),
        BINARY("binary", BinaryActivation::grid, (scheme, bits) -> BinaryActivation.start(bits));

        private final String word;
        private final Formula grid;
        private final @Nullable BiFunction<Scheme, Bits, RangeSource> learning;

        Form(String word, Formula grid, @Nullable BiFunction<Scheme, Bits, RangeSource> learning) {
            this.word = word;
            this.grid = grid;
            this.learning = learning;
        }

        private static void zeroPoint(MovingGrid grid, float low, float high, Bits bits) {
            grid.zeroPoint(low, high, bits.levels());
        }

        private static void floatOffset(MovingGrid grid, float low, float high, Bits bits) {
            grid.floatOffset(low, high, bits.levels());
        }

        Scheme scheme() {
            return new Scheme(this, 0.99f, false, Float.POSITIVE_INFINITY, false, RangeSearch.MIN_MAX);
        }
    }

    public static final Scheme SYMMETRIC = Form.SYMMETRIC.scheme();
    public static final Scheme ASYMMETRIC = Form.ZERO_POINT.scheme();
    /** One bit, {@link BinaryActivation}. The language's {@code binary}. */
    public static final Scheme BINARY = Form.BINARY.scheme();

    static final Scheme LSQ = Form.LSQ.scheme();
    static final Scheme LSQ_FROM_MINIMUM = Form.LSQ_FROM_MINIMUM.scheme();
    static final Scheme LSQ_PLUS = Form.LSQ_PLUS.scheme();
    static final Scheme LSQ_PLUS_OFFSET = Form.LSQ_PLUS_OFFSET.scheme();
    static final Scheme KDLSQ = Form.KDLSQ.scheme();

    private final Form form;
    private final float decay;
    private final boolean dynamic;
    private final float clip;
    private final boolean learnedClip;
    private final RangeSearch search;

    private Scheme(Form form, float decay, boolean dynamic, float clip, boolean learnedClip, RangeSearch search) {
        this.form = form;
        this.decay = decay;
        this.dynamic = dynamic;
        this.clip = clip;
        this.learnedClip = learnedClip;
        this.search = search;
    }

    /** The paper's asymmetric form, offset by the minimum; it cannot run on integers, for zero is not on its grid. */
    public Scheme floatOffset() {
        return asymmetricWith(Form.FLOAT_OFFSET, "floatOffset");
    }

    /** TensorFlow's form: the range moved so that zero falls on a code, rounding half up. */
    public Scheme nudged() {
        return asymmetricWith(Form.NUDGED, "nudged");
    }

    private Scheme asymmetricWith(Form changed, String word) {
        requireMinMax(word + "()");
        if (form == Form.SYMMETRIC) {
            throw new IllegalStateException("A symmetric range has no offset, so symmetric." + word
                    + "() means nothing. Write asymmetric." + word + "().");
        }
        return new Scheme(changed, decay, dynamic, clip, learnedClip, search);
    }

    private void requireMinMax(String word) {
        if (form.learning != null) {
            throw new IllegalStateException(form.word + (isBinary() ? " has" : " learns") + " its range, so " + word
                    + " means nothing after it." + " Write activations(" + (isBinary() ? "" : "int8, ") + form.word
                    + "), or " + word + " after symmetric or asymmetric.");
        }
    }

    /** The range of each batch anew, when training and after, as TernaryBERT does; not for the integer program. */
    public Scheme dynamic() {
        requireMinMax("dynamic()");
        return new Scheme(form, decay, true, clip, learnedClip, search);
    }

    /**
     * How slowly the tracked range follows the batches. {@code symmetric.decay(0.9999f)} is Q8BERT's threshold.
     *
     * @param newDecay 0 (the last batch only) up to, not including, 1; 0.99 unless said
     */
    public Scheme decay(float newDecay) {
        requireMinMax("decay(" + newDecay + "f)");
        if (!(newDecay >= 0 && newDecay < 1)) {
            throw new IllegalArgumentException(
                    "decay(" + newDecay + ") is not in [0, 1): 0.99 follows slowly, 0 takes the last batch only.");
        }
        return new Scheme(form, newDecay, dynamic, clip, learnedClip, search);
    }

    /** Clamps to [-limit, limit] first, with gradient 0 at and beyond the ends; TernaryBERT uses 2.5. */
    public Scheme clip(float limit) {
        requireMinMax("clip(" + limit + "f)");
        if (!(limit > 0)) {
            throw new IllegalArgumentException(
                    "clip(" + limit + ") leaves nothing: give a limit above 0, such as 2.5f.");
        }
        return new Scheme(form, decay, dynamic, limit, false, search);
    }

    /**
     * Clamps to two learned limits first, PACT's, which begin at -2.5 and 2.5. BinaryBERT's 8-bit activations are
     * {@code symmetric.dynamic().learnedClip()}, those of attention probabilities and of the feed-forward output's
     * input {@code asymmetric.floatOffset().dynamic().learnedClip()}.
     */
    public Scheme learnedClip() {
        requireMinMax("learnedClip()");
        return new Scheme(form, decay, dynamic, Float.POSITIVE_INFINITY, true, search);
    }

    /** The range of least error instead of the whole one, {@link RangeSearch#mse}; for weights. */
    public Scheme mse() {
        return searching(RangeSearch.mse());
    }

    /**
     * The range without the outermost values; for weights.
     *
     * @param p share of values at or below the upper end, such as 0.999, and at or above the lower
     */
    public Scheme percentile(double p) {
        return searching(RangeSearch.percentile(p));
    }

    private Scheme searching(RangeSearch found) {
        requireMinMax(found.toString().substring(1));
        return new Scheme(form, decay, dynamic, clip, learnedClip, found);
    }

    /** How the range is found in the values. */
    public RangeSearch search() {
        return search;
    }

    /** Whether weights can have it: none of what tells how a range follows batches or is learned from them. */
    boolean isOfBatches() {
        return form.learning != null || learnedClip || dynamic || decay != SYMMETRIC.decay;
    }

    /** The scheme that prints so: the inverse of {@link #toString}. */
    public static Scheme parse(String text) {
        return SchemeParser.parse(text);
    }

    /** The schemes that all others begin with, one a formula. */
    static List<Scheme> beginnings() {
        return Arrays.stream(Form.values()).map(Form::scheme).toList();
    }

    /** Whether the range is taken anew from every batch. */
    public boolean isDynamic() {
        return dynamic || isBinary();
    }

    /** Whether a value keeps its sign only, times one magnitude a row. */
    public boolean isBinary() {
        return form == Form.BINARY;
    }

    /** Whether a model quantized so can run on integers: a stored range, and zero on the grid. */
    public boolean isInteger() {
        return !isDynamic() && !hasOffset();
    }

    /** Where the range comes from, in a few words. */
    public String range() {
        String limits = learnedClip ? ", within learned limits" : "";
        return isBinary()
                ? "mean|x| of every row"
                : form.learning != null
                        ? "learned while training, then frozen"
                        : (dynamic ? "of every batch anew" : "tracked while training, then frozen") + limits;
    }

    /** Whether values are multiples of a step counted from a real offset, not from zero. */
    boolean hasOffset() {
        return form == Form.FLOAT_OFFSET || form == Form.LSQ_PLUS_OFFSET || form == Form.LSQ_FROM_MINIMUM;
    }

    /** Whether the range is as far below zero as above. */
    boolean isSymmetric() {
        return form == Form.SYMMETRIC;
    }

    float decay() {
        return decay;
    }

    /** The limit values are clamped to first; infinity if they are not, or if it is learned. */
    float clip() {
        return clip;
    }

    /** The range of one place before training. */
    RangeSource start(Bits bits) {
        if (form.learning != null) {
            return form.learning.apply(this, bits);
        }
        if (learnedClip) {
            return new Pact(this);
        }
        return dynamic ? RangeSource.fixed(new Range(-clip, clip)) : new TrackedRange(this);
    }

    /** The grid that covers a range. */
    public Grid grid(Range range, Bits bits) {
        return fit(new MovingGrid(), range.low(), range.high(), bits).grid();
    }

    /** Sets a grid to cover a range. */
    MovingGrid fit(MovingGrid grid, float low, float high, Bits bits) {
        if (isSymmetric() && learnedClip) {
            // No codes beyond the ends of the range: a limit holds on its own side.
            return grid.limited(low, high, bits.magnitude());
        }
        form.grid.fit(grid, low, high, bits);
        return grid;
    }

    /** Whether the steps are counted from the smallest value of every batch. */
    boolean countsFromMinimum() {
        return form == Form.LSQ_FROM_MINIMUM;
    }

    /** The same for weights, whose nudged grid leaves out the lowest code so that signed codes are symmetric. */
    MovingGrid fitWeights(MovingGrid grid, float low, float high, Bits bits) {
        return form == Form.NUDGED ? grid.nudged(low, high, 1, bits.levels()) : fit(grid, low, high, bits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scheme that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The expression that makes this scheme. */
    @Override
    public String toString() {
        return form.word
                + (dynamic ? ".dynamic()" : "")
                + (decay == 0.99f ? "" : ".decay(" + decay + "f)")
                + (Float.isInfinite(clip) ? "" : ".clip(" + clip + "f)")
                + (learnedClip ? ".learnedClip()" : "")
                + search;
    }
}
