package dev.tern.quant;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.function.IntFunction;

/** A step of {@link MinMaxWeights}, with its loops: the range of every group, its grid, and the codes on that. */
final class MinMaxRule {
    private static final Kind<MinMaxRule> KIND = new Kind<>(MinMaxRule::new);

    private final Tiles.Walk look = new Tiles.Walk(this::look);
    private final GroupCodes.Rule round = this::round;
    private final MovingGrid grid = new MovingGrid();
    /** Low and high of one tile after the other, 0 included. */
    private FloatBuffer ends = Tensor.NONE.data();

    private FloatBuffer scales = Tensor.NONE.data();
    /** The lowest and the highest integer of one group after the other. */
    private FloatBuffer limits = Tensor.NONE.data();

    private MinMaxRule() {}

    /**
     * The matrix on its grids.
     *
     * @param kept what is kept of the range of each group
     */
    static Tensor quantize(Tape tape, MinMaxWeights method, Tensor latent, IntFunction<RangeSearch.Shares> kept) {
        Tiles tiles = Tiles.of(method.granularity(), latent.rows(), latent.columns());
        MinMaxRule rule = tape.take(KIND);
        rule.ends = tape.floats(2 * tiles.count());
        rule.scales = tape.floats(tiles.groups());
        rule.limits = tape.floats(2 * tiles.groups());
        rule.look.through(tiles, latent.data());
        for (int group = 0, groups = tiles.groups(); group < groups; group++) {
            rule.fit(method, tiles, group, kept.apply(group));
        }
        return GroupCodes.tensor(tape, latent, method.granularity(), rule.scales, rule.round);
    }

    private void look(int tile, int group, int offset, float[] values, int count) {
        float[] both = Tiles.first(2);
        both[0] = 0;
        both[1] = 0;
        Kernels.BEST.range(values, count, both);
        ends.put(2 * tile, both, 0, 2);
    }

    private void fit(MinMaxWeights method, Tiles tiles, int group, RangeSearch.Shares kept) {
        float clip = method.scheme().clip();
        float low = 0;
        float high = 0;
        int first = group * tiles.tilesOfAGroup();
        int past = first + (tiles.size(group) + Tiles.SIZE - 1) / Tiles.SIZE;
        for (int tile = first; tile < past; tile++) {
            low = Math.min(low, ends.get(2 * tile));
            high = Math.max(high, ends.get(2 * tile + 1));
        }
        low = (float) (Range.within(low, -clip, clip) * kept.low());
        high = (float) (Range.within(high, -clip, clip) * kept.high());
        method.fit(grid, low, high);
        scales.put(group, (float) grid.scale());
        limits.put(2 * group, grid.lowestInteger());
        limits.put(2 * group + 1, grid.highestInteger());
    }

    /** All groups round half-way values alike, as the last one fitted. */
    private void round(int group, int offset, float[] values, int count, float[] codes) {
        float lowest = limits.get(2 * group);
        float highest = limits.get(2 * group + 1);
        Grid.round(grid.rounding(), scales.get(group), lowest, highest, values, count, codes);
    }
}
