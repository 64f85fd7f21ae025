package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The straight-through estimator (Hinton 2012; Bengio et al. 2013): rounding has no gradient, so backward takes it for
 * the identity inside an interval and for a constant outside.
 */
final class StraightThrough {
    private StraightThrough() {}

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
        tape.record(() -> {
            if (output.hasGradient()) {
                pass(input, output, low, high);
            }
        });
    }

    /** Adds the output's gradient to the input's where low &lt; input &lt; high, both strict, in real values. */
    static void pass(Tensor input, Tensor output, float low, float high) {
        pass(input, output, low, high, null);
    }

    /** The same; {@code seen}, if not null, tells which parts of the input need not be looked at. */
    static void pass(Tensor input, Tensor output, float low, float high, @Nullable TileRanges seen) {
        if (!input.needsGradient()) {
            return;
        }
        float lowData = low / input.scale();
        float highData = high / input.scale();
        if (input.takeGradient(output)) {
            clear(input, lowData, highData, seen);
            return;
        }
        boolean isFirst = !input.startGradient();
        FloatBuffer upstream = output.gradientMemory();
        FloatBuffer gradient = input.gradientMemory();
        new Tiles(1, input.size()).forEach(input.data(), (tile, group, offset, values, count) -> {
            float[] arriving = Tiles.first(count);
            float[] sum = Tiles.second(count);
            upstream.get(offset, arriving, 0, count);
            if (isFirst) {
                Arrays.fill(sum, 0, count, 0);
            } else {
                gradient.get(offset, sum, 0, count);
            }
            Kernels.BEST.passStrictlyInside(values, arriving, count, lowData, highData, sum);
            gradient.put(offset, sum, 0, count);
        });
    }

    /** Puts 0 where the input is not inside, in a gradient that has passed everywhere. */
    private static void clear(Tensor input, float low, float high, @Nullable TileRanges seen) {
        FloatBuffer gradient = input.gradientMemory();
        new Tiles(1, input.size())
                .forEach(
                        input.data(),
                        tile -> seen == null || !seen.isInside(tile, low, high),
                        (tile, group, offset, values, count) -> {
                            float[] arriving = Tiles.first(count);
                            float[] passed = Tiles.second(count);
                            gradient.get(offset, arriving, 0, count);
                            Arrays.fill(passed, 0, count, 0);
                            Kernels.BEST.passStrictlyInside(values, arriving, count, low, high, passed);
                            gradient.put(offset, passed, 0, count);
                        });
    }
}
