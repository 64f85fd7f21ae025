package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;

/** From a rule for the codes and a scale for each group to what is trained with and what is packed. */
final class GroupCodes {
    private GroupCodes() {}

    /** The codes of one tile; see {@link Tiles.Visitor}. */
    @FunctionalInterface
    interface Rule {
        void codes(int group, int offset, float[] values, int count, float[] codes);
    }

    /** The scales as they are used: that of a whole matrix must be above 0 even where alpha is 0. */
    static float[] scales(float[] alphas, float scaleOfZeros) {
        return alphas.length == 1 && !(alphas[0] > 0) ? new float[] {scaleOfZeros} : alphas;
    }

    /** The quantized matrix without its backward: coded, or real where a row has several scales. */
    static Tensor tensor(Tape tape, Tensor latent, Granularity granularity, float[] scales, Rule rule) {
        Tensor output = granularity.result(tape, scales, latent).codesWithin(Byte.MIN_VALUE, Byte.MAX_VALUE);
        FloatBuffer target = output.data();
        Tiles tiles = Tiles.of(granularity, latent.rows(), latent.columns());
        tiles.forEach(latent.data(), (tile, group, offset, values, count) -> {
            float[] codes = Tiles.first(count);
            rule.codes(group, offset, values, count, codes);
            if (!output.isCoded()) {
                for (int i = 0; i < count; i++) {
                    codes[i] *= scales[group];
                }
            }
            target.put(offset, codes, 0, count);
        });
        return output;
    }

    /** The same for packing. */
    static Codes codes(Tensor latent, Granularity granularity, float[] scales, int bits, Rule rule) {
        byte[] codes = new byte[latent.size()];
        Tiles tiles = Tiles.of(granularity, latent.rows(), latent.columns());
        tiles.forEach(latent.data(), (tile, group, offset, values, count) -> {
            float[] wide = Tiles.first(count);
            rule.codes(group, offset, values, count, wide);
            for (int i = 0; i < count; i++) {
                codes[offset + i] = (byte) wide[i];
            }
        });
        return new Codes(codes, scales.clone(), new byte[0], granularity, latent.rows(), latent.columns(), bits);
    }
}
