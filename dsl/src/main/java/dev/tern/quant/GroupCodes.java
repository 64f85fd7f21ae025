package dev.tern.quant;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;

/** From a rule for the codes and a scale for each group to what is trained with and what is packed. */
final class GroupCodes {
    /** The codes of one tile; see {@link Tiles.Visitor}. */
    @FunctionalInterface
    interface Rule {
        void codes(int group, int offset, float[] values, int count, float[] codes);
    }

    private static final Kind<GroupCodes> KIND = new Kind<>(GroupCodes::new);

    private final Tiles.Walk write = new Tiles.Walk(this::write);
    private Rule rule = (group, offset, values, count, codes) -> {};
    private FloatBuffer scales = Tensor.NONE.data();
    private Tensor output = Tensor.NONE;

    private GroupCodes() {}

    /** Makes scales what is used: that of a whole matrix must be above 0 even where alpha is 0. */
    static void makeUsable(FloatBuffer scales, float scaleOfZeros) {
        if (scales.capacity() == 1 && !(scales.get(0) > 0)) {
            scales.put(0, scaleOfZeros);
        }
    }

    /**
     * The quantized matrix without its backward: coded, or real where a row has several scales.
     *
     * @param scales in memory that {@link Tape#floats} gave
     */
    static Tensor tensor(Tape tape, Tensor latent, Granularity granularity, FloatBuffer scales, Rule rule) {
        return tensor(tape, latent, latent, granularity, scales, rule);
    }

    /** The same, made of another tensor, too. */
    static Tensor tensor(
            Tape tape, Tensor latent, Tensor other, Granularity granularity, FloatBuffer scales, Rule rule) {
        GroupCodes group = tape.take(KIND);
        group.rule = rule;
        group.scales = scales;
        group.output = granularity.result(tape, scales, latent, other);
        group.write.through(Tiles.of(granularity, latent.rows(), latent.columns()), latent.data());
        return group.output;
    }

    private void write(int tile, int group, int offset, float[] values, int count) {
        float[] codes = Tiles.first(count);
        rule.codes(group, offset, values, count, codes);
        if (!output.isCoded()) {
            float scale = scales.get(group);
            for (int i = 0; i < count; i++) {
                codes[i] *= scale;
            }
        }
        output.data().put(offset, codes, 0, count);
    }

    /** The same for packing. */
    static Codes codes(Tensor latent, Granularity granularity, FloatBuffer scales, int bits, Rule rule) {
        byte[] codes = new byte[latent.size()];
        Tiles tiles = Tiles.of(granularity, latent.rows(), latent.columns());
        tiles.forEach(latent.data(), (tile, group, offset, values, count) -> {
            float[] wide = Tiles.first(count);
            rule.codes(group, offset, values, count, wide);
            for (int i = 0; i < count; i++) {
                codes[offset + i] = (byte) wide[i];
            }
        });
        float[] kept = new float[scales.capacity()];
        scales.get(0, kept);
        return new Codes(codes, kept, new byte[0], granularity, latent.rows(), latent.columns(), bits);
    }
}
