package dev.tern.quant;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Operation;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The straight-through estimator (Hinton 2012; Bengio et al. 2013): rounding has no gradient, so backward takes it for
 * the identity inside an interval and for a constant outside.
 */
final class StraightThrough extends Operation {
    private static final Kind<StraightThrough> KIND = new Kind<>(StraightThrough::new);

    private final Tiles.Walk add = new Tiles.Walk(this::add);
    private final Tiles.Walk clear = new Tiles.Walk(this::isToBeCleared, this::clear);
    private Tensor input = Tensor.NONE;
    private Tensor output = Tensor.NONE;
    private float low;
    private float high;
    private float lowest;
    private float highest;
    private boolean isFirst;
    private @Nullable TileRanges seen;

    /**
     * Records d loss / d input += d loss / d output where low &lt; input &lt; high, both strict.
     *
     * @param low in real values
     * @param high in real values
     */
    static void record(Tape tape, Tensor input, Tensor output, float low, float high) {
        if (!tape.isRecording() || !input.needsGradient()) {
            return;
        }
        StraightThrough operation = tape.take(KIND);
        operation.y = output;
        operation.input = input;
        operation.low = low;
        operation.high = high;
        tape.record(operation);
    }

    @Override
    protected void backward() {
        pass(input, y, low, high, null);
    }

    /**
     * Adds the output's gradient to the input's where low &lt; input &lt; high, both strict, in real values.
     *
     * @param parts tells, if not null, which parts of the input need not be looked at
     */
    void pass(Tensor from, Tensor to, float realLow, float realHigh, @Nullable TileRanges parts) {
        if (!from.needsGradient()) {
            return;
        }
        input = from;
        output = to;
        seen = parts;
        lowest = realLow / from.scale();
        highest = realHigh / from.scale();
        Tiles tiles = Tiles.of(1, from.size());
        if (from.takeGradient(to)) {
            clear.through(tiles, from.data());
            return;
        }
        isFirst = !from.startGradient();
        // Taken here, because a tape lends memory to one thread only.
        from.gradientMemory();
        add.through(tiles, from.data());
    }

    private void add(int tile, int group, int offset, float[] values, int count) {
        FloatBuffer gradient = input.gradientMemory();
        float[] arriving = Tiles.first(count);
        float[] sum = Tiles.second(count);
        output.gradientMemory().get(offset, arriving, 0, count);
        if (isFirst) {
            Arrays.fill(sum, 0, count, 0);
        } else {
            gradient.get(offset, sum, 0, count);
        }
        Kernels.BEST.passStrictlyInside(values, arriving, count, lowest, highest, sum);
        gradient.put(offset, sum, 0, count);
    }

    private boolean isToBeCleared(int tile) {
        return seen == null || !seen.isInside(tile, lowest, highest);
    }

    /** Puts 0 where the input is not inside, in a gradient that has passed everywhere. */
    private void clear(int tile, int group, int offset, float[] values, int count) {
        FloatBuffer gradient = input.gradientMemory();
        float[] arriving = Tiles.first(count);
        float[] passed = Tiles.second(count);
        gradient.get(offset, arriving, 0, count);
        Arrays.fill(passed, 0, count, 0);
        Kernels.BEST.passStrictlyInside(values, arriving, count, lowest, highest, passed);
        gradient.put(offset, passed, 0, count);
    }
}
