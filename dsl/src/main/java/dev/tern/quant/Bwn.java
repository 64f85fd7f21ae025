package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;

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

    private float[] alphas(Tensor latent, Tiles tiles) {
        double[] magnitudes = new double[tiles.count()];
        tiles.forEach(latent.data(), (tile, group, offset, values, count) -> {
            float[] sums = new float[Kernels.LANES];
            Kernels.BEST.addMagnitudes(values, count, clip, sums);
            double sum = 0;
            for (float each : sums) {
                sum += each;
            }
            magnitudes[tile] = sum;
        });
        double[] totals = tiles.totals(magnitudes);
        float[] alphas = new float[totals.length];
        for (int group = 0; group < alphas.length; group++) {
            alphas[group] = (float) (totals[group] / tiles.size(group));
        }
        return GroupCodes.scales(alphas, SCALE_OF_ZEROS);
    }

    @Override
    public Codes codes(Tensor latent) {
        Tiles tiles = Tiles.of(granularity, latent.rows(), latent.columns());
        return GroupCodes.codes(latent, granularity, alphas(latent, tiles), bits(), Bwn::signs);
    }

    private static void signs(int group, int offset, float[] w, int count, float[] codes) {
        Kernels.BEST.signs(w, count, codes);
    }

    @Override
    public Tensor quantize(Tape tape, Tensor latent) {
        Tiles tiles = Tiles.of(granularity, latent.rows(), latent.columns());
        float[] alphas = alphas(latent, tiles);
        Tensor output = GroupCodes.tensor(tape, latent, granularity, alphas, Bwn::signs);
        if (!paperGradient) {
            StraightThrough.record(tape, latent, output, -clip, clip);
        } else if (output.needsGradient()) {
            tape.record(() -> {
                if (output.hasGradient()) {
                    paperBackward(latent, output, tiles, alphas);
                }
            });
        }
        return output;
    }

    private static void paperBackward(Tensor latent, Tensor output, Tiles tiles, float[] alphas) {
        boolean isFirst = !latent.startGradient();
        FloatBuffer upstream = output.gradientMemory();
        FloatBuffer gradient = latent.gradientMemory();
        tiles.forEach(latent.data(), (tile, group, offset, values, count) -> {
            float[] arriving = new float[count];
            float[] sum = new float[count];
            upstream.get(offset, arriving, 0, count);
            if (!isFirst) {
                gradient.get(offset, sum, 0, count);
            }
            float throughAlpha = 1f / tiles.size(group);
            for (int i = 0; i < count; i++) {
                float throughSign = Math.abs(values[i]) < PAPER_CLIP ? alphas[group] : 0;
                sum[i] += arriving[i] * (throughAlpha + throughSign);
            }
            gradient.put(offset, sum, 0, count);
        });
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
