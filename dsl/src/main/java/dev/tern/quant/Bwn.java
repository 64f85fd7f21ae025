package dev.tern.quant;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Operation;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Binary weight networks: Rastegari, Ordonez, Redmon, Farhadi, "XNOR-Net: ImageNet Classification Using Binary
 * Convolutional Neural Networks", ECCV 2016 (section 3.1, eq. 6), of n weights with one scale:
 *
 * <pre>
 *   alpha = mean |w|,  b = sign(w) with sign(0) = 1,  w^ = alpha b     the least-squares optimum
 *   dL/dw = dL/dw^ where |w| &lt; clip, else 0                           straight through
 *   dL/dw = dL/dw^ (1/n + alpha 1[|w| &lt; 1])                           {@link #paperGradient}, section 3.1
 * </pre>
 */
public final class Bwn implements Binarizer {
    /** Straight-through gradient, nothing clamped, one scale a matrix. The language's {@code BWN}. */
    public static final Bwn BWN = new Bwn(false, Float.POSITIVE_INFINITY, Granularity.PER_TENSOR);

    private static final float PAPER_CLIP = 1;
    private static final GroupCodes.Rule SIGNS =
            (group, offset, w, count, codes) -> Kernels.BEST.signs(w, count, codes);

    private final boolean paperGradient;
    private final float clip;
    private final Granularity granularity;

    private Bwn(boolean paperGradient, float clip, Granularity granularity) {
        this.paperGradient = paperGradient;
        this.clip = clip;
        this.granularity = granularity;
    }

    /**
     * The paper's gradient: through the sign it passes where |w| &lt; 1 and shrinks by alpha; through alpha, the mean of n
     * magnitudes, comes the 1/n.
     */
    public Bwn paperGradient() {
        return new Bwn(true, clip, granularity);
    }

    /**
     * Weights count clamped to [-limit, limit], and those beyond get no straight-through gradient.
     *
     * @param limit above 0; infinity, unless said, clamps nothing
     */
    public Bwn clip(float limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("clip(" + limit + ") leaves nothing: give a limit above 0, such as 1f.");
        }
        return new Bwn(paperGradient, limit, granularity);
    }

    @Override
    public Bwn with(Granularity newGranularity) {
        return new Bwn(paperGradient, clip, newGranularity);
    }

    @Override
    public Granularity granularity() {
        return granularity;
    }

    @Override
    public Codes codes(Tensor latent) {
        Step step = new Step();
        step.fit(this, latent, FloatBuffer.allocate(granularity.scales(latent.rows(), latent.columns())));
        return GroupCodes.codes(latent, granularity, step.alphas, bits(), SIGNS);
    }

    @Override
    public Tensor quantize(Tape tape, Tensor latent) {
        Step step = tape.take(Step.KIND);
        step.fit(this, latent, tape.floats(granularity.scales(latent.rows(), latent.columns())));
        Tensor output = GroupCodes.tensor(tape, latent, granularity, step.alphas, SIGNS)
                .codesWithin(Byte.MIN_VALUE, Byte.MAX_VALUE);
        if (paperGradient) {
            return step.record(tape, output);
        }
        StraightThrough.record(tape, latent, output, -clip, clip);
        return output;
    }

    /** The means of a step, and its backward as the paper has it. */
    private static final class Step extends Operation {
        private static final Kind<Step> KIND = new Kind<>(Step::new);

        private final Tiles.Walk measure = new Tiles.Walk(this::measure);
        private final Tiles.Walk pass = new Tiles.Walk(this::pass);
        private Tensor latent = Tensor.NONE;
        private Tiles tiles = Tiles.of(1, 1);
        private float clip;
        private double[] magnitudes = {};
        private FloatBuffer alphas = Tensor.NONE.data();
        private boolean isFirst;

        void fit(Bwn method, Tensor newLatent, FloatBuffer newAlphas) {
            latent = newLatent;
            tiles = Tiles.of(method.granularity, latent.rows(), latent.columns());
            clip = method.clip;
            alphas = newAlphas;
            magnitudes = tiles.zeros(0);
            measure.through(tiles, latent.data());
            tiles.addUp(magnitudes);
            for (int group = 0, groups = tiles.groups(); group < groups; group++) {
                alphas.put(group, (float) (magnitudes[group] / tiles.size(group)));
            }
            GroupCodes.makeUsable(alphas, SCALE_OF_ZEROS);
        }

        private void measure(int tile, int group, int offset, float[] values, int count) {
            float[] sums = Tiles.sums();
            Kernels.BEST.addMagnitudes(values, count, clip, sums);
            magnitudes[tile] = Tiles.total(sums);
        }

        Tensor record(Tape tape, Tensor output) {
            y = output;
            return tape.record(this);
        }

        @Override
        protected void backward() {
            isFirst = !latent.startGradient();
            // Taken here, because a tape lends memory to one thread only.
            latent.gradientMemory();
            pass.through(tiles, latent.data());
        }

        private void pass(int tile, int group, int offset, float[] values, int count) {
            FloatBuffer gradient = latent.gradientMemory();
            float[] arriving = Tiles.first(count);
            float[] sum = Tiles.second(count);
            y.gradientMemory().get(offset, arriving, 0, count);
            if (isFirst) {
                Arrays.fill(sum, 0, count, 0);
            } else {
                gradient.get(offset, sum, 0, count);
            }
            float alpha = alphas.get(group);
            float throughAlpha = 1f / tiles.size(group);
            for (int i = 0; i < count; i++) {
                float throughSign = Math.abs(values[i]) < PAPER_CLIP ? alpha : 0;
                sum[i] += arriving[i] * (throughAlpha + throughSign);
            }
            gradient.put(offset, sum, 0, count);
        }
    }

    @Override
    public String formula() {
        return "alpha = mean|w|; w^ = alpha sign(w)"
                + (paperGradient ? "; dL/dw = dL/dw^ (1/n + alpha [|w| < 1])" : "");
    }

    @Override
    public String source() {
        return "Rastegari, Ordonez, Redmon, Farhadi, \"XNOR-Net: ImageNet Classification Using Binary Convolutional"
                + " Neural Networks\", ECCV 2016";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bwn that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return "BWN"
                + (paperGradient ? ".paperGradient()" : "")
                + (Float.isInfinite(clip) ? "" : ".clip(" + clip + "f)")
                + granularity.suffix();
    }
}
