package dev.tern.quant;

import dev.tern.tensor.Tensor;

/**
 * Keeps latent weights within reach of their codes: Courbariaux, Bengio, David, "BinaryConnect", NeurIPS 2015 (section
 * 2.4).
 */
final class LatentClip {
    private final Tiles.Walk clip = new Tiles.Walk(this::clip);
    private final float[] limits;
    private Tensor latent = Tensor.NONE;

    private LatentClip(float[] limits) {
        this.limits = limits;
    }

    /**
     * Clips every value to [-limit, limit], with a limit for each group; an infinite limit for all leaves the matrix
     * untouched.
     */
    static LatentClip to(float... limits) {
        return new LatentClip(limits);
    }

    /** Clips a matrix that has as many groups as there are limits. */
    void apply(Tensor matrix, Tiles tiles) {
        if (limits.length > 1 || !Float.isInfinite(limits[0])) {
            latent = matrix;
            clip.through(tiles, matrix.data());
        }
    }

    private void clip(int tile, int group, int offset, float[] values, int count) {
        float limit = limits[group];
        for (int i = 0; i < count; i++) {
            values[i] = Math.max(-limit, Math.min(limit, values[i]));
        }
        latent.data().put(offset, values, 0, count);
    }
}
