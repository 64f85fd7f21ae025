package dev.tern.quant;

import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * Keeps latent weights within reach of their codes: Courbariaux, Bengio, David, "BinaryConnect", NeurIPS 2015 (section
 * 2.4).
 */
final class LatentClip {
    private LatentClip() {}

    /** Clips every value to [-limit, limit]; an infinite limit leaves the matrix untouched. */
    static void apply(Tensor latent, float limit) {
        if (!Float.isInfinite(limit)) {
            apply(latent, Tiles.of(1, latent.size()), new float[] {limit});
        }
    }

    /** The same with a limit for each group. */
    static void apply(Tensor latent, Tiles tiles, float[] limits) {
        FloatBuffer data = latent.data();
        tiles.forEach(data, (tile, group, offset, values, count) -> {
            float limit = limits[group];
            for (int i = 0; i < count; i++) {
                values[i] = Math.max(-limit, Math.min(limit, values[i]));
            }
            data.put(offset, values, 0, count);
        });
    }
}
