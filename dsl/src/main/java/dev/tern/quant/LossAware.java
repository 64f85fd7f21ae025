package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * What the loss-aware methods have in common: they choose scale alpha and codes b of a matrix so that the error costs
 * the loss least, to second order and with the Hessian's diagonal d standing for it,
 *
 * <pre>
 *   minimise sum_i d_i (w_i - alpha b_i)^2
 *   d = sqrt(v) + 1e-8,  v = 0.999 v + 0.001 g^2,  g the gradient with respect to the QUANTIZED weight
 * </pre>
 *
 * Hou, Yao, Kwok, "Loss-aware Binarization of Deep Networks", ICLR 2017 (section 3.1); Hou, Kwok, "Loss-aware Weight
 * Quantization of Deep Networks", ICLR 2018 (section 3). v is Adam's second moment without its bias correction, so that
 * before the first gradient all curvatures are equal.
 *
 * <p>Two limits have been published and both are words here. TernaryBERT clamps weights to [-2.5, 2.5] on the way
 * forward and passes no gradient beyond: {@link #clip}, the default, since weights of pretrained networks lie well
 * inside. Hou and Kwok, training from random weights, clip the latent weights themselves to [-1, 1] after every step:
 * {@link #clipLatent}.
 */
public abstract class LossAware implements WeightQuantizer {
    /** Added to every curvature. */
    static final float FLOOR = 1e-8f;

    static final float TERNARY_BERT_CLIP = 2.5f;

    // A matrix of zeros has no scale; any gives its zeros, and a small one keeps bias codes precise.
    private static final float SCALE_OF_ZEROS = 0x1p-10f;

    /**
     * The limits and the number of weights to a scale.
     *
     * @param clip weights are clamped to it on the way forward
     * @param latentClip latent weights are clipped to it after each step; infinity clips nothing
     */
    record Limits(float clip, float latentClip, Granularity granularity) {
        static final Limits STANDARD = new Limits(TERNARY_BERT_CLIP, Float.POSITIVE_INFINITY, Granularity.PER_TENSOR);
    }

    /**
     * A vector of weights quantized.
     *
     * @param codes the integers
     * @param scale what a code is worth
     * @param alpha the largest magnitude, as the papers have it: scale times the largest code
     * @param rounds of alternation; 0 where none was needed
     * @param objective sum of d (w - scale code)^2
     */
    public record Solution(byte[] codes, float scale, float alpha, int rounds, double objective) {}

    private final Limits limits;

    LossAware(Limits limits) {
        this.limits = limits;
    }

    /** Minimises the objective over one group, and {@link WeightedGroup#settle settles} it. */
    abstract void fit(WeightedGroup group, boolean hasCodesBefore);

    /** The codes of one tile, chosen with this scale. */
    abstract void codes(float[] w, int count, float chosenWith, float[] codes);

    /** Magnitudes up to this one have the code 0. */
    abstract float largestZero(float chosenWith);

    /** The code that alpha itself has. */
    abstract int largestCode();

    abstract LossAware with(Limits newLimits);

    /** The value of code 1 where alpha is 0, in a matrix with one scale, which must be above 0. */
    float scaleOfZeros() {
        return SCALE_OF_ZEROS;
    }

    /**
     * Weights count clamped to [-limit, limit], and those beyond get no gradient: 2.5 unless said.
     *
     * @param limit above 0; infinity clamps nothing
     */
    public LossAware clip(float limit) {
        return with(new Limits(requireLimit("clip", limit), limits.latentClip, limits.granularity));
    }

    /**
     * Clips the latent weights to [-limit, limit] after every step, as the papers do when training from random weights:
     * {@code clipLatent(1f)}.
     *
     * @param limit above 0
     */
    public LossAware clipLatent(float limit) {
        return with(new Limits(limits.clip, requireLimit("clipLatent", limit), limits.granularity));
    }

    private static float requireLimit(String word, float limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException(
                    word + "(" + limit + ") leaves nothing: give a limit above 0, such as 1f.");
        }
        return limit;
    }

    @Override
    public LossAware with(Granularity newGranularity) {
        return with(new Limits(limits.clip, limits.latentClip, newGranularity));
    }

    @Override
    public Granularity granularity() {
        return limits.granularity;
    }

    Limits limits() {
        return limits;
    }

    @Override
    public MatrixQuantizer start(Tensor latent) {
        return new LossAwareMatrix(this, latent);
    }

    @Override
    public Tensor quantize(Tape tape, Tensor latent) {
        return start(latent).quantize(tape, latent);
    }

    @Override
    public Codes codes(Tensor latent) {
        return start(latent).codes(latent);
    }

    /**
     * Quantizes a vector with given curvatures.
     *
     * @param weights n weights
     * @param secondMoments v, n of them, not negative
     * @param before the codes at the step before; empty if there was none
     */
    public Solution solve(float[] weights, float[] secondMoments, byte[] before) {
        int n = weights.length;
        if (n == 0 || secondMoments.length != n || before.length != n && before.length != 0) {
            throw new IllegalArgumentException("solve(...) needs as many second moments as weights, at least one, and"
                    + " as many codes or none: not " + n + ", " + secondMoments.length + " and " + before.length + ".");
        }
        float[] d = curvatures(secondMoments);
        for (int i = 0; i < before.length; i++) {
            d[i] = before[i] == 0 ? -d[i] : d[i];
        }
        WeightedGroup group = new WeightedGroup();
        group.of(FloatBuffer.wrap(weights), FloatBuffer.wrap(d), 0, n, limits.clip);
        fit(group, before.length > 0);
        float[] chosen = new float[n];
        codes(weights, n, group.chosenWith(), chosen);
        byte[] codes = new byte[n];
        float scale = group.alpha() / largestCode();
        double objective = 0;
        for (int i = 0; i < n; i++) {
            codes[i] = (byte) chosen[i];
            double difference = (double) weights[i] - (double) scale * chosen[i];
            objective += Math.abs(d[i]) * difference * difference;
        }
        return new Solution(codes, scale, group.alpha(), group.rounds(), objective);
    }

    /** d = sqrt(v) + 1e-8. */
    public static float[] curvatures(float[] secondMoments) {
        float[] d = new float[secondMoments.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = (float) Math.sqrt(secondMoments[i]) + FLOOR;
        }
        return d;
    }

    /** The limits and the granularity as the words that make them. */
    String limitWords() {
        return word("clip", limits.clip, TERNARY_BERT_CLIP)
                + word("clipLatent", limits.latentClip, Float.POSITIVE_INFINITY)
                + limits.granularity.suffix();
    }

    private static String word(String word, float limit, float standard) {
        return limit == standard
                ? ""
                : "." + word + "(" + (Float.isInfinite(limit) ? "Float.POSITIVE_INFINITY" : limit + "f") + ")";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LossAware that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
