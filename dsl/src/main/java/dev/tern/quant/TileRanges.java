package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * Smallest and largest whole numbers or values of every tile of a tensor, as they lie in its memory: found when a range
 * follows a batch, and of use again when the gradient comes back.
 */
final class TileRanges {
    private final Tiles.Walk look = new Tiles.Walk(this::look);

    /** Low and high of one tile after the other. */
    private FloatBuffer ends = Tensor.NONE.data();

    private int count;
    private float scale;

    /** Looks at a tensor; what is found is valid until the tape is reset. */
    void of(Tape tape, Tensor x) {
        Tiles tiles = Tiles.of(1, x.size());
        of(x, tiles, tape.floats(2 * tiles.count()));
    }

    /** The range of a tensor's real values. */
    static Range whole(Tensor x) {
        Tiles tiles = Tiles.of(1, x.size());
        TileRanges ranges = new TileRanges();
        ranges.of(x, tiles, FloatBuffer.allocate(2 * tiles.count()));
        return new Range(ranges.low(), ranges.high());
    }

    private void of(Tensor x, Tiles tiles, FloatBuffer memory) {
        ends = memory;
        count = tiles.count();
        scale = x.scale();
        look.through(tiles, x.data());
    }

    private void look(int tile, int group, int offset, float[] values, int size) {
        float[] both = Tiles.first(2);
        both[0] = values[0];
        both[1] = values[0];
        Kernels.BEST.range(values, size, both);
        ends.put(2 * tile, both, 0, 2);
    }

    /** The smallest of the tensor's real values. */
    float low() {
        float low = ends.get(0);
        for (int tile = 1; tile < count; tile++) {
            low = Math.min(low, ends.get(2 * tile));
        }
        return low * scale;
    }

    /** The largest of them. */
    float high() {
        float high = ends.get(1);
        for (int tile = 1; tile < count; tile++) {
            high = Math.max(high, ends.get(2 * tile + 1));
        }
        return high * scale;
    }

    /** Whether all of a tile lies between these, both excluded, as it lies in memory. */
    boolean isInside(int tile, float lowest, float highest) {
        return ends.get(2 * tile) > lowest && ends.get(2 * tile + 1) < highest;
    }
}
