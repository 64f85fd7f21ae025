package dev.tern.quant;

import dev.tern.tensor.Tensor;

/**
 * Smallest and largest whole numbers or values of every tile of a tensor, as they lie in its memory: found when a range
 * follows a batch, and of use again when the gradient comes back.
 */
final class TileRanges {
    private final float[] low;
    private final float[] high;
    private final float scale;

    private TileRanges(float[] low, float[] high, float scale) {
        this.low = low;
        this.high = high;
        this.scale = scale;
    }

    static TileRanges of(Tensor x) {
        Tiles tiles = new Tiles(1, x.size());
        TileRanges ranges = new TileRanges(new float[tiles.count()], new float[tiles.count()], x.scale());
        tiles.forEach(x.data(), (tile, group, offset, values, count) -> {
            float[] ends = {values[0], values[0]};
            Kernels.BEST.range(values, count, ends);
            ranges.low[tile] = ends[0];
            ranges.high[tile] = ends[1];
        });
        return ranges;
    }

    /** The range of the tensor's real values. */
    Range all() {
        return new Range(Range.of(low).low() * scale, Range.of(high).high() * scale);
    }

    /** Whether all of a tile lies between these, both excluded, as it lies in memory. */
    boolean isInside(int tile, float lowest, float highest) {
        return low[tile] > lowest && high[tile] < highest;
    }
}
