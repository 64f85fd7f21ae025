package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.Arrays;

/**
 * One matrix quantized by a {@link LossAware} method: it remembers the curvatures, and in their signs which codes were
 * 0. Both change only in backward, so that everything between two steps, evaluating, packing, gives the same codes.
 */
final class LossAwareMatrix implements MatrixQuantizer {
    private final LossAware method;
    private final Tiles tiles;
    private final Tensor curvature;
    private final LatentClip latentClip;
    private boolean hasCodesBefore;

    LossAwareMatrix(LossAware method, Tensor latent) {
        this.method = method;
        this.tiles = Tiles.of(method.granularity(), latent.rows(), latent.columns());
        float[] none = new float[latent.size()];
        Arrays.fill(none, LossAware.FLOOR);
        this.curvature = Tensor.of(none, latent.rows(), latent.columns());
        this.latentClip = LatentClip.to(method.limits().latentClip());
    }

    LossAware method() {
        return method;
    }

    /** How the matrix is cut into groups. */
    Tiles tiles() {
        return tiles;
    }

    /** How much the loss minds an error of each weight; negative where its code was 0. */
    Tensor curvature() {
        return curvature;
    }

    /** Whether the signs of the curvatures mean something. */
    boolean hasCodesBefore() {
        return hasCodesBefore;
    }

    /** From now on they do. */
    void haveCodes() {
        hasCodesBefore = true;
    }

    @Override
    public Tensor quantize(Tape tape, Tensor latent) {
        return LossAwareStep.quantize(tape, this, latent);
    }

    @Override
    public Codes codes(Tensor latent) {
        return LossAwareStep.codes(this, latent);
    }

    @Override
    public void afterStep(Tensor latent) {
        latentClip.apply(latent, Tiles.of(1, latent.size()));
    }
}
