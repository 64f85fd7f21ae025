package dev.tern.quant;

import dev.tern.tensor.Kind;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The rule of thumb of {@link Twn}, equations 4 to 6 of its paper, with its loops. Codes depend on the threshold only, so
 * a matrix is read twice, and a group that fits a tile once.
 */
final class TwnRule {
    static final Kind<TwnRule> KIND = new Kind<>(TwnRule::new);

    private static final double[] NONE = {};

    private final Tiles.Walk measure = new Tiles.Walk(this::measure);
    private final Tiles.Walk split = new Tiles.Walk(this::split);
    private final GroupCodes.Rule ternary = this::ternary;
    private double factor;
    private float clip;
    private boolean isSmall;
    private float[] thresholds = {};
    private double[] magnitudes = NONE;
    private double[] kept = NONE;
    private double[] counts = NONE;
    private @Nullable FloatBuffer codes;

    /**
     * Splits a matrix.
     *
     * @param thresholds receives one a group
     * @param scales receives one a group, 0 for a group of zeros
     * @param codes receives the codes; null if nobody wants them
     */
    void split(
            Twn method,
            FloatBuffer w,
            Tiles tiles,
            float[] thresholds,
            FloatBuffer scales,
            @Nullable FloatBuffer codes) {
        factor = method.factor();
        clip = method.clip();
        this.thresholds = thresholds;
        this.codes = codes;
        kept = tiles.zeros(0);
        counts = tiles.zeros(1);
        isSmall = tiles.tilesOfAGroup() == 1;
        if (!isSmall) {
            magnitudes = tiles.zeros(2);
            measure.through(tiles, w);
            tiles.addUp(magnitudes);
            for (int group = 0; group < tiles.groups(); group++) {
                thresholds[group] = threshold(magnitudes[group], tiles.size(group));
            }
        }
        split.through(tiles, w);
        tiles.addUp(kept);
        tiles.addUp(counts);
        for (int group = 0; group < tiles.groups(); group++) {
            scales.put(group, counts[group] == 0 ? 0 : (float) (kept[group] / counts[group]));
        }
    }

    private void measure(int tile, int group, int offset, float[] values, int count) {
        magnitudes[tile] = magnitude(values, count);
    }

    private void split(int tile, int group, int offset, float[] values, int count) {
        if (isSmall) {
            thresholds[group] = threshold(magnitude(values, count), count);
        }
        float threshold = thresholds[group];
        float[] sums = Tiles.sums();
        counts[tile] = Kernels.BEST.addMagnitudesAbove(values, count, clip, threshold, sums);
        kept[tile] = Tiles.total(sums);
        FloatBuffer target = codes;
        if (target != null) {
            float[] signs = Tiles.first(count);
            Kernels.BEST.ternaryCodes(values, count, threshold, signs);
            target.put(offset, signs, 0, count);
        }
    }

    /** The codes of the matrix that was split last, while the thresholds that it was split by are there. */
    GroupCodes.Rule codes() {
        return ternary;
    }

    private void ternary(int group, int offset, float[] values, int count, float[] signs) {
        Kernels.BEST.ternaryCodes(values, count, thresholds[group], signs);
    }

    private float threshold(double sum, int count) {
        return (float) (factor * sum / count);
    }

    private double magnitude(float[] values, int count) {
        float[] sums = Tiles.sums();
        Kernels.BEST.addMagnitudes(values, count, clip, sums);
        return Tiles.total(sums);
    }
}
