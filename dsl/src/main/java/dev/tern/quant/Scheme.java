package dev.tern.quant;

/**
 * How activations are quantized: which min-max formula ({@link MinMax}), and where its range comes from. An immutable
 * value; the language's {@code symmetric} and {@code asymmetric}.
 *
 * <p>By default the range is tracked while training (an exponential moving average of each batch's range, the first
 * batch initialising it) and frozen with the model, so that the integer program has fixed scales. TernaryBERT takes the
 * range of every batch anew, at inference too: {@link #dynamic()}.
 */
public final class Scheme {
    /** The formula: how a range becomes a grid. */
    private enum Form {
        SYMMETRIC("symmetric"),
        ZERO_POINT("asymmetric"),
        FLOAT_OFFSET("asymmetric.floatOffset()"),
        NUDGED("asymmetric.nudged()");

        private final String word;

        Form(String word) {
            this.word = word;
        }
    }

    public static final Scheme SYMMETRIC = new Scheme(Form.SYMMETRIC, 0.99f, false, Float.POSITIVE_INFINITY);
    public static final Scheme ASYMMETRIC = new Scheme(Form.ZERO_POINT, 0.99f, false, Float.POSITIVE_INFINITY);

    private final Form form;
    private final float decay;
    private final boolean dynamic;
    private final float clip;

    private Scheme(Form form, float decay, boolean dynamic, float clip) {
        this.form = form;
        this.decay = decay;
        this.dynamic = dynamic;
        this.clip = clip;
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
        if (form == Form.SYMMETRIC) {
            throw new IllegalStateException("A symmetric range has no offset, so symmetric." + word
                    + "() means nothing. Write asymmetric." + word + "().");
        }
        return new Scheme(changed, decay, dynamic, clip);
    }

    /** The range of each batch anew, when training and after, as TernaryBERT does; not for the integer program. */
    public Scheme dynamic() {
        return new Scheme(form, decay, true, clip);
    }

    /**
     * How slowly the tracked range follows the batches.
     *
     * @param newDecay 0 (the last batch only) up to, not including, 1; 0.99 unless said
     */
    public Scheme decay(float newDecay) {
        if (!(newDecay >= 0 && newDecay < 1)) {
            throw new IllegalArgumentException(
                    "decay(" + newDecay + ") is not in [0, 1): 0.99 follows slowly, 0 takes the last batch only.");
        }
        return new Scheme(form, newDecay, dynamic, clip);
    }

    /** Clamps to [-limit, limit] first, with gradient 0 at and beyond the ends; TernaryBERT uses 2.5. */
    public Scheme clip(float limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException(
                    "clip(" + limit + ") leaves nothing: give a limit above 0, such as 2.5f.");
        }
        return new Scheme(form, decay, dynamic, limit);
    }

    /** The scheme that prints so: the inverse of {@link #toString}. */
    public static Scheme parse(String text) {
        String[] words = text.split("\\.(?=[a-z])", -1);
        Scheme scheme = switch (words[0]) {
            case "symmetric" -> SYMMETRIC;
            case "asymmetric" -> ASYMMETRIC;
            default -> throw unknown(text, words[0]);
        };
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            int open = word.indexOf('(');
            String name = open < 0 ? word : word.substring(0, open);
            scheme = switch (name) {
                case "floatOffset" -> scheme.floatOffset();
                case "nudged" -> scheme.nudged();
                case "dynamic" -> scheme.dynamic();
                case "decay" -> scheme.decay(argument(text, word));
                case "clip" -> scheme.clip(argument(text, word));
                default -> throw unknown(text, word);
            };
        }
        return scheme;
    }

    private static float argument(String text, String word) {
        try {
            return Float.parseFloat(word.substring(word.indexOf('(') + 1, word.lastIndexOf(')')));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw unknown(text, word);
        }
    }

    private static IllegalArgumentException unknown(String text, String word) {
        return new IllegalArgumentException("\"" + text + "\" is no scheme of activations: \"" + word
                + "\" is unknown. Write symmetric or asymmetric, then .floatOffset(), .nudged(), .dynamic(),"
                + " .decay(0.9f) or .clip(2.5f).");
    }

    /** Whether the range is taken anew from every batch. */
    public boolean isDynamic() {
        return dynamic;
    }

    /** Whether a model quantized so can run on integers: a stored range, and zero on the grid. */
    public boolean isInteger() {
        return !dynamic && !hasOffset();
    }

    /** Whether values are multiples of a step counted from a real offset, not from zero. */
    boolean hasOffset() {
        return form == Form.FLOAT_OFFSET;
    }

    float decay() {
        return decay;
    }

    /** The limit values are clamped to first; infinity if they are not. */
    float clip() {
        return clip;
    }

    /** The grid that covers a range. */
    public Grid grid(Range range, Bits bits) {
        return switch (form) {
            case SYMMETRIC -> MinMax.symmetric(range, bits);
            case ZERO_POINT -> MinMax.zeroPoint(range, bits);
            case FLOAT_OFFSET -> MinMax.floatOffset(range, bits);
            case NUDGED -> MinMax.nudged(range, bits);
        };
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
                + (Float.isInfinite(clip) ? "" : ".clip(" + clip + "f)");
    }
}
