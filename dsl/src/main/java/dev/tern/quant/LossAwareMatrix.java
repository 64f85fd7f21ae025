package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.nio.FloatBuffer;

/**
 * One matrix quantized by a {@link LossAware} method: it remembers the curvatures, and in their signs which codes were
 * 0. Both change only in backward, so that everything between two steps, evaluating, packing, gives the same codes.
 */
final class LossAwareMatrix implements MatrixQuantizer {
    private static final float DECAY = 0.999f;

    private final LossAware method;
    private final Tiles tiles;
    private final Tensor curvature;
    private boolean hasCodesBefore;

    LossAwareMatrix(LossAware method, Tensor latent) {
        this.method = method;
        this.tiles = Tiles.of(method.granularity(), latent.rows(), latent.columns());
        this.curvature = Tensor.zeros(latent.rows(), latent.columns());
        tiles.forEach(curvature.data(), (tile, group, offset, values, count) -> {
            java.util.Arrays.fill(values, 0, count, LossAware.FLOOR);
            curvature.data().put(offset, values, 0, count);
        });
    }

    private LossAware.Fit[] fits(Tensor latent) {
        int size = tiles.groupSize();
        LossAware.Fit[] fits = new LossAware.Fit[tiles.groups()];
        Threads.parallel(fits.length, (from, to) -> {
            for (int group = from; group < to; group++) {
                FloatBuffer w = latent.data().slice(group * size, size);
                FloatBuffer d = curvature.data().slice(group * size, size);
                fits[group] =
                        method.fit(new WeightedGroup(w, d, size, method.limits().clip()), hasCodesBefore);
            }
        });
        return fits;
    }

    @Override
    public Tensor quantize(Tape tape, Tensor latent) {
        LossAware.Fit[] fits = fits(latent);
        boolean coded = method.granularity() == Granularity.PER_TENSOR;
        Tensor output = coded
                ? tape.codedResult(latent.rows(), latent.columns(), method.scale(fits[0]), latent)
                : tape.result(latent.rows(), latent.columns(), latent);
        FloatBuffer target = output.data();
        tiles.forEach(latent.data(), (tile, group, offset, values, count) -> {
            float[] codes = new float[count];
            method.codes(values, count, fits[group], codes);
            if (!coded) {
                float scale = method.scale(fits[group]);
                for (int i = 0; i < count; i++) {
                    codes[i] *= scale;
                }
            }
            target.put(offset, codes, 0, count);
        });
        if (output.needsGradient()) {
            tape.record(() -> {
                if (output.hasGradient()) {
                    backward(latent, output, fits);
                }
            });
        }
        return output;
    }

    /** Passes the gradient straight through and takes it into the curvatures, in one walk over the matrix. */
    private void backward(Tensor latent, Tensor output, LossAware.Fit[] fits) {
        boolean isFirst = !latent.startGradient();
        float clip = method.limits().clip();
        FloatBuffer upstream = output.gradientMemory();
        FloatBuffer gradient = latent.gradientMemory();
        FloatBuffer d = curvature.data();
        tiles.forEach(latent.data(), (tile, group, offset, values, count) -> {
            float[] arriving = new float[count];
            float[] changing = new float[count];
            upstream.get(offset, arriving, 0, count);
            d.get(offset, changing, 0, count);
            Kernels.BEST.updateCurvature(
                    values, arriving, count, DECAY, LossAware.FLOOR, method.largestZero(fits[group]), changing);
            d.put(offset, changing, 0, count);
            if (isFirst) {
                java.util.Arrays.fill(changing, 0);
            } else {
                gradient.get(offset, changing, 0, count);
            }
            Kernels.BEST.passStrictlyInside(values, arriving, count, -clip, clip, changing);
            gradient.put(offset, changing, 0, count);
        });
        hasCodesBefore = true;
    }

    @Override
    public Codes codes(Tensor latent) {
        LossAware.Fit[] fits = fits(latent);
        byte[] codes = new byte[latent.size()];
        tiles.forEach(latent.data(), (tile, group, offset, values, count) -> {
            float[] chosen = new float[count];
            method.codes(values, count, fits[group], chosen);
            for (int i = 0; i < count; i++) {
                codes[offset + i] = (byte) chosen[i];
            }
        });
        float[] scales = new float[fits.length];
        for (int group = 0; group < scales.length; group++) {
            scales[group] = method.scale(fits[group]);
        }
        return new Codes(codes, scales, latent.rows(), latent.columns(), method.bits());
    }

    @Override
    public void afterStep(Tensor latent) {
        LatentClip.apply(latent, method.limits().latentClip());
    }
}
