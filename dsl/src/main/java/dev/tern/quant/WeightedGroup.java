package dev.tern.quant;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The weights of one scale, each with its curvature d: how much the loss minds an error of that weight. Its sums are
 * what the loss-aware methods minimise sum d (w - w^)^2 with. A negative curvature counts by its magnitude; its sign
 * tells that the weight's code was 0 at the step before.
 */
final class WeightedGroup {
    private final FloatBuffer w;
    private final FloatBuffer d;
    private final int size;
    private final float clip;
    private final Tiles tiles;
    private final Gathered above;

    /**
     * @param w size weights, which count clamped to [-clip, clip]
     * @param d as many curvatures, none of them 0
     */
    WeightedGroup(FloatBuffer w, FloatBuffer d, int size, float clip) {
        this.w = w;
        this.d = d;
        this.size = size;
        this.clip = clip;
        this.tiles = Tiles.of(1, size);
        this.above = new Gathered(tiles.count());
    }

    /** Sums of every tile over what is above a threshold, and how far the threshold may move before they change. */
    private record Gathered(double[] products, double[] weights, float[] below, float[] next) {
        Gathered(int tiles) {
            this(new double[tiles], new double[tiles], new float[tiles], new float[tiles]);
            Arrays.fill(below, Float.POSITIVE_INFINITY);
        }

        boolean holds(int tile, float threshold) {
            return below[tile] <= threshold && threshold < next[tile];
        }
    }

    /** A sum of d |w| and one of d over the same weights, whose quotient is a scale. */
    record Sums(double products, double weights) {
        float ratio() {
            return weights > 0 ? (float) (products / weights) : 0;
        }
    }

    private interface Adder {
        void add(float[] w, float[] d, int count, float[] products, float[] weights);
    }

    private Sums sums(Adder adder) {
        double[] products = new double[tiles.count()];
        double[] weights = new double[tiles.count()];
        tiles.forEach(w, (tile, group, offset, values, count) -> {
            float[] curvature = Tiles.first(count);
            d.get(offset, curvature, 0, count);
            float[] product = new float[Kernels.LANES];
            float[] weight = new float[Kernels.LANES];
            adder.add(values, curvature, count, product, weight);
            products[tile] = sum(product);
            weights[tile] = sum(weight);
        });
        return new Sums(sum(products), sum(weights));
    }

    /** Over every weight. */
    Sums all() {
        return above(-1);
    }

    /**
     * Over the weights whose magnitude is above the threshold. Asked again, it reads only the tiles that have a magnitude
     * between the two thresholds: while a scale settles, hardly any.
     */
    Sums above(float threshold) {
        tiles.forEach(w, tile -> !above.holds(tile, threshold), (tile, group, offset, values, count) -> {
            float[] curvature = Tiles.first(count);
            d.get(offset, curvature, 0, count);
            float[] product = new float[Kernels.LANES];
            float[] weight = new float[Kernels.LANES];
            float[] gap = new float[2];
            Kernels.BEST.addWeightedAbove(values, curvature, count, clip, threshold, product, weight, gap);
            above.products[tile] = sum(product);
            above.weights[tile] = sum(weight);
            above.below[tile] = gap[0];
            above.next[tile] = gap[1];
        });
        return new Sums(sum(above.products), sum(above.weights));
    }

    /** Over the weights whose code was not 0 at the step before. */
    Sums keptBefore() {
        return sums((values, curvature, count, products, weights) ->
                Kernels.BEST.addWeightedPositive(values, curvature, count, clip, products, weights));
    }

    /**
     * Over every weight with its level b, rne(clamp(w / alpha, -1, 1) n) / n: d |b w|, and d |b|, or d b^2.
     *
     * @param power of b in the second sum: 1 or 2
     */
    Sums levels(float alpha, int n, int power) {
        return sums((values, curvature, count, products, weights) -> {
            float[] levels = Tiles.second(count);
            Kernels.BEST.roundCodes(values, count, alpha / n, -n, n, levels);
            for (int i = 0; i < count; i++) {
                float level = Math.abs(levels[i]) / n;
                float weight = Math.abs(curvature[i]);
                products[i % Kernels.LANES] += weight * level * Math.min(Math.abs(values[i]), clip);
                weights[i % Kernels.LANES] += weight * (power == 1 ? level : level * level);
            }
        });
    }

    /** The mean magnitude, whatever the curvatures. */
    double meanMagnitude() {
        double[] magnitudes = new double[tiles.count()];
        tiles.forEach(w, (tile, group, offset, values, count) -> {
            float[] sums = new float[Kernels.LANES];
            Kernels.BEST.addMagnitudes(values, count, clip, sums);
            magnitudes[tile] = sum(sums);
        });
        return sum(magnitudes) / size;
    }

    /**
     * The scale of the best ternary code there is: of the k largest magnitudes, keep the k in 1..n for which
     * (sum of d |w|)^2 / (sum of d) is largest; the scale is the quotient of the two sums.
     */
    float bestTernaryScale() {
        // Magnitude bits above the index: floats of one sign are ordered as their bits are.
        long[] sorted = new long[size];
        for (int i = 0; i < size; i++) {
            sorted[i] = (long) Float.floatToRawIntBits(magnitude(i)) << 32 | i;
        }
        Arrays.parallelSort(sorted);
        double products = 0;
        double weights = 0;
        double best = 0;
        float scale = 0;
        for (int k = size - 1; k >= 0; k--) {
            int i = (int) sorted[k];
            double weight = Math.abs(d.get(i));
            products += weight * magnitude(i);
            weights += weight;
            // Equal magnitudes stay together: the optimum never cuts between them.
            boolean isLastOfItsMagnitude = k == 0 || sorted[k] >>> 32 != sorted[k - 1] >>> 32;
            if (isLastOfItsMagnitude && products * products / weights > best) {
                best = products * products / weights;
                scale = (float) (products / weights);
            }
        }
        return scale;
    }

    private float magnitude(int i) {
        return Math.min(Math.abs(w.get(i)), clip);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}
