package dev.tern.quant;

import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The weights of one scale, each with its curvature d: how much the loss minds an error of that weight. Its sums are
 * what the loss-aware methods minimise sum d (w - w^)^2 with. A negative curvature counts by its magnitude; its sign
 * tells that the weight's code was 0 at the step before.
 *
 * <p>Sums are d |w| and d over the same weights; what asks for them returns their quotient, which is a scale, or 0 where
 * no weight counts. Used again for group after group, so that a step makes none.
 */
final class WeightedGroup {
    private final Tiles.Walk aboveThreshold = new Tiles.Walk(this::hasChanged, this::addAbove);
    private final Tiles.Walk kept = new Tiles.Walk(this::addKept);
    private final Tiles.Walk onLevels = new Tiles.Walk(this::addLevels);
    private final Tiles.Walk magnitudes = new Tiles.Walk(this::addMagnitudes);
    private FloatBuffer w = Tensor.NONE.data();
    private FloatBuffer d = Tensor.NONE.data();
    private int start;
    private int size;
    private float clip;
    private Tiles tiles = Tiles.of(1, 1);
    private float threshold;
    private float step;
    private int n;
    private int power;

    /** Sums of every tile. */
    private double[] tileProducts = {};

    private double[] tileWeights = {};
    /** The same of what is above a threshold, and how far the threshold may move before they change. */
    private double[] productsAbove = {};

    private double[] weightsAbove = {};
    private float[] below = {};
    private float[] next = {};

    private double products;
    private double weights;
    private float alpha;
    private float chosenWith;
    private int rounds;

    /**
     * Takes up a group.
     *
     * @param newW weights, which count clamped to [-newClip, newClip]
     * @param newD as many curvatures, none of them 0
     * @param from where in both the group begins
     * @param newSize how many weights it has
     */
    void of(FloatBuffer newW, FloatBuffer newD, int from, int newSize, float newClip) {
        w = newW;
        d = newD;
        start = from;
        size = newSize;
        clip = newClip;
        tiles = Tiles.of(1, size);
        int count = tiles.count();
        if (below.length < count) {
            tileProducts = new double[count];
            tileWeights = new double[count];
            productsAbove = new double[count];
            weightsAbove = new double[count];
            below = new float[count];
            next = new float[count];
        }
        Arrays.fill(below, 0, count, Float.POSITIVE_INFINITY);
    }

    /** The sum of d |w| asked for last. */
    double products() {
        return products;
    }

    /** The sum of d asked for last. */
    double weights() {
        return weights;
    }

    /**
     * What a method found for the group.
     *
     * @param found the scale
     * @param foundWith the scale that the codes were chosen with, one round earlier
     * @param after rounds of alternation; 0 where none was needed
     */
    void settle(float found, float foundWith, int after) {
        alpha = found;
        chosenWith = foundWith;
        rounds = after;
    }

    /** The scale that was found. */
    float alpha() {
        return alpha;
    }

    /** The scale that the codes were chosen with. */
    float chosenWith() {
        return chosenWith;
    }

    /** Rounds of alternation; 0 where none was needed. */
    int rounds() {
        return rounds;
    }

    private float ratio(double[] ofProducts, double[] ofWeights) {
        products = sum(ofProducts);
        weights = sum(ofWeights);
        return weights > 0 ? (float) (products / weights) : 0;
    }

    /** Over every weight. */
    float all() {
        return above(-1);
    }

    /**
     * Over the weights whose magnitude is above the threshold. Asked again, it reads only the tiles that have a magnitude
     * between the two thresholds: while a scale settles, hardly any.
     */
    float above(float newThreshold) {
        threshold = newThreshold;
        aboveThreshold.through(tiles, w, start);
        return ratio(productsAbove, weightsAbove);
    }

    private boolean hasChanged(int tile) {
        return !(below[tile] <= threshold && threshold < next[tile]);
    }

    private void addAbove(int tile, int group, int offset, float[] values, int count) {
        float[] curvature = curvature(offset, count);
        float[] product = Tiles.sums();
        float[] weight = Tiles.cleared(Tiles.second(Kernels.LANES));
        float[] gap = Tiles.third(2);
        Kernels.BEST.addWeightedAbove(values, curvature, count, clip, threshold, product, weight, gap);
        productsAbove[tile] = Tiles.total(product);
        weightsAbove[tile] = Tiles.total(weight);
        below[tile] = gap[0];
        next[tile] = gap[1];
    }

    /** Over the weights whose code was not 0 at the step before. */
    float keptBefore() {
        kept.through(tiles, w, start);
        return ratio(tileProducts, tileWeights);
    }

    private void addKept(int tile, int group, int offset, float[] values, int count) {
        float[] curvature = curvature(offset, count);
        float[] product = Tiles.sums();
        float[] weight = Tiles.cleared(Tiles.second(Kernels.LANES));
        Kernels.BEST.addWeightedPositive(values, curvature, count, clip, product, weight);
        tileProducts[tile] = Tiles.total(product);
        tileWeights[tile] = Tiles.total(weight);
    }

    /**
     * Over every weight with its level b, rne(clamp(w / alpha, -1, 1) n) / n: d |b w|, and d |b|, or d b^2.
     *
     * @param newPower of b in the second sum: 1 or 2
     */
    float levels(float scale, int newN, int newPower) {
        step = scale / newN;
        n = newN;
        power = newPower;
        onLevels.through(tiles, w, start);
        return ratio(tileProducts, tileWeights);
    }

    private void addLevels(int tile, int group, int offset, float[] values, int count) {
        float[] curvature = curvature(offset, count);
        float[] product = Tiles.sums();
        float[] weights = Tiles.cleared(Tiles.third(Kernels.LANES));
        float[] levels = Tiles.second(count);
        int whole = n;
        float most = clip;
        boolean isLinear = power == 1;
        Kernels.BEST.roundCodes(values, count, step, -whole, whole, levels);
        for (int i = 0; i < count; i++) {
            float level = Math.abs(levels[i]) / whole;
            float weight = Math.abs(curvature[i]);
            product[i % Kernels.LANES] += weight * level * Math.min(Math.abs(values[i]), most);
            weights[i % Kernels.LANES] += weight * (isLinear ? level : level * level);
        }
        tileProducts[tile] = Tiles.total(product);
        tileWeights[tile] = Tiles.total(weights);
    }

    private float[] curvature(int offset, int count) {
        float[] curvature = Tiles.first(count);
        d.get(start + offset, curvature, 0, count);
        return curvature;
    }

    /** The mean magnitude, whatever the curvatures. */
    double meanMagnitude() {
        magnitudes.through(tiles, w, start);
        return sum(tileProducts) / size;
    }

    private void addMagnitudes(int tile, int group, int offset, float[] values, int count) {
        float[] sums = Tiles.sums();
        Kernels.BEST.addMagnitudes(values, count, clip, sums);
        tileProducts[tile] = Tiles.total(sums);
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
        double heaviest = 0;
        double sumOfProducts = 0;
        double sumOfWeights = 0;
        float scale = 0;
        for (int k = size - 1; k >= 0; k--) {
            int i = (int) sorted[k];
            double weight = Math.abs(d.get(start + i));
            sumOfProducts += weight * magnitude(i);
            sumOfWeights += weight;
            // Equal magnitudes stay together: the optimum never cuts between them.
            boolean isLastOfItsMagnitude = k == 0 || sorted[k] >>> 32 != sorted[k - 1] >>> 32;
            if (isLastOfItsMagnitude && sumOfProducts * sumOfProducts / sumOfWeights > heaviest) {
                heaviest = sumOfProducts * sumOfProducts / sumOfWeights;
                scale = (float) (sumOfProducts / sumOfWeights);
            }
        }
        return scale;
    }

    private float magnitude(int i) {
        return Math.min(Math.abs(w.get(start + i)), clip);
    }

    private double sum(double[] values) {
        double sum = 0;
        for (int tile = 0, count = tiles.count(); tile < count; tile++) {
            sum += values[tile];
        }
        return sum;
    }
}
