package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * Smallest and largest whole numbers or values of every tile of a tensor, as they lie in its memory: found when a range
 * follows a batch, and of use again when the gradient comes back.
 */
final class TileRanges {
    /** Low and high of one tile after the other. */
    private final FloatBuffer ends;

    private final int count;
    private final float scale;

    private TileRanges(FloatBuffer ends, int count, float scale) {
        this.ends = ends;
        this.count = count;
        this.scale = scale;
    }

    /** Valid until the tape is reset. */
    static TileRanges of(Tape tape, Tensor x) {
        Tiles tiles = new Tiles(1, x.size());
        return of(x, tiles, tape.floats(2 * tiles.count()));
    }

    /** The range of a tensor's real values. */
    static Range whole(Tensor x) {
        Tiles tiles = new Tiles(1, x.size());
        return of(x, tiles, FloatBuffer.allocate(2 * tiles.count())).all();
    }

    private static TileRanges of(Tensor x, Tiles tiles, FloatBuffer ends) {
        tiles.forEach(x.data(), (tile, group, offset, values, count) -> {
            float[] both = Tiles.first(2);
            both[0] = values[0];
            both[1] = values[0];
            Kernels.BEST.range(values, count, both);
            ends.put(2 * tile, both, 0, 2);
        });
        return new TileRanges(ends, tiles.count(), x.scale());
    }

    /** The range of the tensor's real values. */
    Range all() {
        float low = ends.get(0);
        float high = ends.get(1);
        for (int tile = 1; tile < count; tile++) {
            low = Math.min(low, ends.get(2 * tile));
            high = Math.max(high, ends.get(2 * tile + 1));
        }
        return new Range(low * scale, high * scale);
    }

    /** Whether all of a tile lies between these, both excluded, as it lies in memory. */
    boolean isInside(int tile, float lowest, float highest) {
        return ends.get(2 * tile) > lowest && ends.get(2 * tile + 1) < highest;
    }
}
