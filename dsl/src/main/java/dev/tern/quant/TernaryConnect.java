package dev.tern.quant;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Random64;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * Ternary weights drawn anew at every step, {@link StochasticTernary}: Lin, Courbariaux, Memisevic, Bengio, "Neural
 * Networks with Few Multiplications", ICLR 2016. The gradient at the drawn weight goes to the latent one unchanged;
 * after each step latent weights are clipped to [-W0, W0], so that the draw stays unbiased. When nothing is recorded,
 * and in the saved model, the deterministic rule with its threshold W0 / 2 counts: never another draw.
 *
 * <p>What W0 is:
 *
 * <ul>
 *   <li>{@code STOCHASTIC}: sqrt(6 / (n_in + n_out)) / 2, half the bound that the authors draw new weights from. It is
 *       meant for training from random weights. Pretrained weights are often larger: of a BERT-base matrix of 768 x 768
 *       with a standard deviation of 0.04 the limit 0.031 cuts off two in five weights at once.
 *   <li>{@link #fromWeights}: the scale of the best ternary code of the matrix as it is when training starts,
 *       {@code TWN.exact()}. Its best threshold is half its scale, which is the deterministic rule's: the network
 *       evaluated before the first step is the best ternary approximation of the pretrained one. For fine-tuning.
 *   <li>{@link #limit}: a number.
 * </ul>
 */
public final class TernaryConnect implements Ternarizer {
    /** W0 by the shape of the matrix, as published. The language's {@code STOCHASTIC}. */
    public static final TernaryConnect STOCHASTIC = new TernaryConnect(Limit.BY_SHAPE, 0, Granularity.PER_TENSOR);

    // 24 of 64 random bits make a float in [0, 1), so one number serves two weights.
    private static final int BITS = 24;
    private static final float ONE_BIT = 0x1p-24f;

    private enum Limit {
        BY_SHAPE,
        BY_WEIGHTS,
        GIVEN
    }

    private final Limit source;
    private final float given;
    private final Granularity granularity;

    private TernaryConnect(Limit source, float given, Granularity granularity) {
        this.source = source;
        this.given = given;
        this.granularity = granularity;
    }

    /**
     * W0 as a number.
     *
     * @param w0 above 0
     */
    public TernaryConnect limit(float w0) {
        return new TernaryConnect(Limit.GIVEN, new StochasticTernary(w0).limit(), granularity);
    }

    /** W0 from the matrix as training finds it, for pretrained weights. A group of zeros takes W0 by its shape. */
    public TernaryConnect fromWeights() {
        return new TernaryConnect(Limit.BY_WEIGHTS, 0, granularity);
    }

    @Override
    public TernaryConnect with(Granularity newGranularity) {
        return new TernaryConnect(source, given, newGranularity);
    }

    @Override
    public Granularity granularity() {
        return granularity;
    }

    private float[] limits(Tensor latent) {
        float byShape = (float) (Math.sqrt(6.0 / (latent.rows() + latent.columns())) / 2);
        float[] limits = source == Limit.BY_WEIGHTS
                ? Twn.TWN
                        .exact()
                        .with(granularity)
                        .clip(Float.POSITIVE_INFINITY)
                        .alphas(latent)
                : new float
                        [Tiles.of(granularity, latent.rows(), latent.columns()).groups()];
        for (int group = 0; group < limits.length; group++) {
            limits[group] = source == Limit.GIVEN ? given : limits[group] > 0 ? limits[group] : byShape;
        }
        return limits;
    }

    @Override
    public MatrixQuantizer start(Tensor latent) {
        return new Matrix(granularity, limits(latent));
    }

    @Override
    public Tensor quantize(Tape tape, Tensor latent) {
        return start(latent).quantize(tape, latent);
    }

    @Override
    public Codes codes(Tensor latent) {
        return start(latent).codes(latent);
    }

    /** One matrix, whose limits stay as they were when training began. */
    private static final class Matrix implements MatrixQuantizer {
        private final Granularity granularity;
        private final float[] limits;
        private final StochasticTernary[] rules;
        private final LatentClip latentClip;
        private final GroupCodes.Rule decide = this::decide;

        Matrix(Granularity granularity, float[] limits) {
            this.granularity = granularity;
            this.limits = limits;
            rules = new StochasticTernary[limits.length];
            for (int group = 0; group < rules.length; group++) {
                rules[group] = new StochasticTernary(limits[group]);
            }
            latentClip = LatentClip.to(limits);
        }

        @Override
        public Tensor quantize(Tape tape, Tensor latent) {
            FloatBuffer scales = tape.floats(limits.length);
            scales.put(0, limits);
            if (!tape.isRecording()) {
                return tensor(tape, latent, scales, decide);
            }
            Draw draw = tape.take(Draw.KIND);
            draw.rules = rules;
            draw.seed = tape.nextSeed();
            Tensor output = tensor(tape, latent, scales, draw.rule);
            StraightThrough.record(tape, latent, output, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
            return output;
        }

        private Tensor tensor(Tape tape, Tensor latent, FloatBuffer scales, GroupCodes.Rule rule) {
            return GroupCodes.tensor(tape, latent, granularity, scales, rule)
                    .codesWithin(Byte.MIN_VALUE, Byte.MAX_VALUE);
        }

        private void decide(int group, int offset, float[] w, int count, float[] codes) {
            Kernels.BEST.ternaryCodes(w, count, rules[group].threshold(), codes);
        }

        @Override
        public Codes codes(Tensor latent) {
            return GroupCodes.codes(latent, granularity, FloatBuffer.wrap(limits), STOCHASTIC.bits(), decide);
        }

        @Override
        public void afterStep(Tensor latent) {
            latentClip.apply(latent, Tiles.of(granularity, latent.rows(), latent.columns()));
        }
    }

    /** The draw of one step. */
    private static final class Draw {
        private static final Kind<Draw> KIND = new Kind<>(Draw::new);

        private final GroupCodes.Rule rule = this::draw;
        private StochasticTernary[] rules = {};
        private long seed;

        private void draw(int group, int offset, float[] w, int count, float[] codes) {
            StochasticTernary drawn = rules[group];
            long pair = 0;
            for (int i = 0; i < count; i++) {
                int at = offset + i;
                boolean isFirst = (at & 1) == 0;
                if (isFirst || i == 0) {
                    pair = Random64.at(seed, at >> 1);
                }
                long bits = pair >>> (isFirst ? Long.SIZE - BITS : Long.SIZE - 2 * BITS);
                codes[i] = drawn.code(w[i], (int) (bits & ((1 << BITS) - 1)) * ONE_BIT);
            }
        }
    }

    @Override
    public String formula() {
        String limit = source == Limit.GIVEN
                ? given + ""
                : source == Limit.BY_SHAPE ? "sqrt(6 / (in + out)) / 2" : "alpha of TWN.exact() at the start";
        return "w^ = W0 sign(w) with probability |w| / W0, else 0; W0 = " + limit + "; evaluated with |w| > W0 / 2";
    }

    @Override
    public String source() {
        return "Lin, Courbariaux, Memisevic, Bengio, \"Neural Networks with Few Multiplications\", ICLR 2016";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TernaryConnect that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return "STOCHASTIC"
                + (source == Limit.GIVEN ? ".limit(" + given + "f)" : "")
                + (source == Limit.BY_WEIGHTS ? ".fromWeights()" : "")
                + granularity.suffix();
    }
}
