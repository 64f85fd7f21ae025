package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.nio.FloatBuffer;
import java.util.Arrays;

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
        float[] none = new float[latent.size()];
        Arrays.fill(none, LossAware.FLOOR);
        this.curvature = Tensor.of(none, latent.rows(), latent.columns());
    }

    private LossAware.Fit[] fits(Tensor latent) {
        LossAware.Fit[] fits = new LossAware.Fit[tiles.groups()];
        Threads.parallel(fits.length, (from, to) -> {
            for (int group = from; group < to; group++) {
                int size = tiles.size(group);
                FloatBuffer w = latent.data().slice(tiles.start(group), size);
                FloatBuffer d = curvature.data().slice(tiles.start(group), size);
                WeightedGroup weighted =
                        new WeightedGroup(w, d, size, method.limits().clip());
                fits[group] = method.fit(weighted, hasCodesBefore);
            }
        });
        return fits;
    }

    private float[] scales(LossAware.Fit[] fits) {
        float[] scales = new float[fits.length];
        for (int group = 0; group < scales.length; group++) {
            scales[group] = fits[group].alpha() / method.largestCode();
        }
        return GroupCodes.scales(scales, method.scaleOfZeros());
    }

    private GroupCodes.Rule rule(LossAware.Fit[] fits) {
        return (group, offset, values, count, codes) -> method.codes(values, count, fits[group], codes);
    }

    @Override
    public Tensor quantize(Tape tape, Tensor latent) {
        LossAware.Fit[] fits = fits(latent);
        Tensor output = GroupCodes.tensor(tape, latent, method.granularity(), scales(fits), rule(fits));
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
            float[] arriving = Tiles.first(count);
            float[] changing = Tiles.second(count);
            upstream.get(offset, arriving, 0, count);
            d.get(offset, changing, 0, count);
            float zeros = method.largestZero(fits[group]);
            Kernels.BEST.updateCurvature(values, arriving, count, DECAY, LossAware.FLOOR, zeros, changing);
            d.put(offset, changing, 0, count);
            if (isFirst) {
                Arrays.fill(changing, 0, count, 0);
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
        return GroupCodes.codes(latent, method.granularity(), scales(fits), method.bits(), rule(fits));
    }

    @Override
    public void afterStep(Tensor latent) {
        LatentClip.apply(latent, method.limits().latentClip());
    }
}
