package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Ternary weight networks: Li, Zhang, Liu, "Ternary Weight Networks", 2016 (eq. 3 to 6), as TernaryBERT (Zhang et al.,
 * EMNLP 2020, section 3.1) applies them. With w clamped to [-2.5, 2.5] first:
 *
 * <pre>
 *   D     = 0.7 * mean |w|                 threshold
 *   alpha = mean of |w| over |w| > D       scale
 *   w^    = alpha * sign(w) where |w| > D, else 0
 *   dL/dw = dL/dw^ where -2.5 &lt; w &lt; 2.5, else 0; alpha counts as a constant
 * </pre>
 *
 * <p>D is an approximation of the threshold that minimises |w - w^|^2. The exact one ({@link #exact()}) is found by
 * sorting: of the k largest magnitudes, keep the k for which (sum of them)^2 / k is largest.
 */
public final class Twn implements Ternarizer {
    /** As the paper has it: factor 0.7, one scale a matrix. The language's {@code TWN}. */
    public static final Twn TWN = new Twn(0.7, false, 2.5f, Granularity.PER_TENSOR);

    // A matrix of zeros has no scale; any gives its zeros, and a small one keeps bias codes precise.
    private static final float SCALE_OF_ZEROS = 0x1p-10f;

    private final double factor;
    private final boolean exact;
    private final float clip;
    private final Granularity granularity;

    private Twn(double factor, boolean exact, float clip, Granularity granularity) {
        this.factor = factor;
        this.exact = exact;
        this.clip = clip;
        this.granularity = granularity;
    }

    /**
     * Another threshold factor; the paper's 2022 revision recommends 0.75.
     *
     * @param newFactor in (0, 1)
     */
    public Twn threshold(double newFactor) {
        if (!(newFactor > 0 && newFactor < 1)) {
            throw new IllegalArgumentException(
                    "threshold(" + newFactor + ") is not in (0, 1): the paper uses 0.7, its later revision 0.75.");
        }
        return new Twn(newFactor, false, clip, granularity);
    }

    /** The best threshold and scale there are, by sorting; slower than the rule of thumb. */
    public Twn exact() {
        return new Twn(factor, true, clip, granularity);
    }

    /**
     * Another limit that weights are clamped to first.
     *
     * @param limit above 0; infinity clamps nothing, as in the original paper
     */
    public Twn clip(float limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException(
                    "clip(" + limit + ") leaves nothing: give a limit above 0, such as 2.5f.");
        }
        return new Twn(factor, exact, limit, granularity);
    }

    @Override
    public Twn with(Granularity newGranularity) {
        return new Twn(factor, exact, clip, newGranularity);
    }

    @Override
    public Granularity granularity() {
        return granularity;
    }

    @Override
    public String formula() {
        return exact
                ? "minimise |w - alpha t|^2 over alpha and t in {-1, 0, 1}"
                : "D = " + factor + " mean|w|; alpha = mean of |w| over |w| > D; w^ = alpha sign(w) where |w| > D";
    }

    @Override
    public String source() {
        return "Li, Zhang, Liu, \"Ternary Weight Networks\", 2016, as in Zhang et al., \"TernaryBERT\", EMNLP 2020";
    }

    /** Ternarizes a small matrix and shows how: threshold, scale and codes. */
    public Ternary of(float[][] matrix) {
        if (matrix.length == 0 || matrix[0].length == 0) {
            throw new IllegalArgumentException("An empty matrix has nothing to ternarize: give at least one number.");
        }
        int columns = matrix[0].length;
        float[] flat = new float[matrix.length * columns];
        for (int row = 0; row < matrix.length; row++) {
            if (matrix[row].length != columns) {
                throw new IllegalArgumentException("Row " + row + " has " + matrix[row].length + " numbers, row 0 has "
                        + columns + ": give every row the same length.");
            }
            System.arraycopy(matrix[row], 0, flat, row * columns, columns);
        }
        return ternary(FloatBuffer.wrap(flat), matrix.length, columns);
    }

    private Ternary ternary(FloatBuffer latent, int rows, int columns) {
        Tiles tiles = Tiles.of(granularity, rows, columns);
        Split split = split(latent, tiles);
        byte[] codes = new byte[rows * columns];
        tiles.forEach(latent, (tile, group, offset, values, count) -> {
            float[] signs = Tiles.first(count);
            Kernels.BEST.ternaryCodes(values, count, split.threshold[group], signs);
            for (int i = 0; i < count; i++) {
                codes[offset + i] = (byte) signs[i];
            }
        });
        return new Ternary(codes, rows, columns, split.threshold, split.alpha, granularity, formula());
    }

    @Override
    public Codes codes(Tensor latent) {
        Ternary ternary = ternary(latent.data(), latent.rows(), latent.columns());
        return new Codes(
                ternary.codes(),
                scales(ternary.alpha()),
                new byte[0],
                granularity,
                latent.rows(),
                latent.columns(),
                bits());
    }

    @Override
    public Tensor quantize(Tape tape, Tensor latent) {
        Tiles tiles = Tiles.of(granularity, latent.rows(), latent.columns());
        FloatBuffer scales = tape.floats(tiles.groups());
        Tensor output = exact ? byExactSplit(tape, latent, tiles, scales) : byRule(tape, latent, tiles, scales);
        StraightThrough.record(tape, latent, output.codesWithin(-1, 1), -clip, clip);
        return output;
    }

    private Tensor byRule(Tape tape, Tensor latent, Tiles tiles, FloatBuffer scales) {
        boolean isCoded = tiles.groups() == 1 || granularity.equals(Granularity.PER_ROW);
        float[] thresholds = Tiles.third(tiles.groups());
        TwnRule rule = tape.take(TwnRule.KIND);
        if (!isCoded) {
            rule.split(this, latent.data(), tiles, thresholds, scales, null);
            return GroupCodes.tensor(tape, latent, granularity, scales, rule.codes());
        }
        FloatBuffer codes = tape.codes(latent.rows(), latent.columns());
        rule.split(this, latent.data(), tiles, thresholds, scales, codes);
        makeUsable(scales);
        return tape.codedResult(codes, latent.rows(), latent.columns(), scales, latent);
    }

    private Tensor byExactSplit(Tape tape, Tensor latent, Tiles tiles, FloatBuffer scales) {
        Split split = exactSplit(latent.data(), tiles);
        scales.put(0, split.alpha);
        makeUsable(scales);
        return GroupCodes.tensor(
                tape,
                latent,
                granularity,
                scales,
                (group, offset, values, count, codes) ->
                        Kernels.BEST.ternaryCodes(values, count, split.threshold[group], codes));
    }

    private static void makeUsable(FloatBuffer scales) {
        if (scales.capacity() == 1 && scales.get(0) == 0) {
            scales.put(0, SCALE_OF_ZEROS);
        }
    }

    /** The scale of each group; 0 for a group of zeros. */
    float[] alphas(Tensor latent) {
        return split(latent.data(), Tiles.of(granularity, latent.rows(), latent.columns())).alpha;
    }

    private static float[] scales(float[] alpha) {
        return alpha.length == 1 && alpha[0] == 0 ? new float[] {SCALE_OF_ZEROS} : alpha;
    }

    /** The threshold over the mean magnitude. */
    double factor() {
        return factor;
    }

    /** What weights are clamped to. */
    float clip() {
        return clip;
    }

    /** A threshold and a scale for each group. */
    private record Split(float[] threshold, float[] alpha) {}

    private Split split(FloatBuffer w, Tiles tiles) {
        return exact ? exactSplit(w, tiles) : approximateSplit(w, tiles);
    }

    private Split approximateSplit(FloatBuffer w, Tiles tiles) {
        Split split = new Split(new float[tiles.groups()], new float[tiles.groups()]);
        new TwnRule().split(this, w, tiles, split.threshold, FloatBuffer.wrap(split.alpha), null);
        return split;
    }

    private Split exactSplit(FloatBuffer w, Tiles tiles) {
        float[] threshold = new float[tiles.groups()];
        float[] alpha = new float[tiles.groups()];
        for (int group = 0; group < tiles.groups(); group++) {
            float[] sorted = new float[tiles.size(group)];
            w.get(tiles.start(group), sorted, 0, sorted.length);
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] = Math.min(Math.abs(sorted[i]), clip);
            }
            Arrays.sort(sorted);
            double sum = 0;
            double best = 0;
            for (int k = 1; k <= sorted.length; k++) {
                float smallestKept = sorted[sorted.length - k];
                float largestDropped = k == sorted.length ? 0 : sorted[sorted.length - k - 1];
                sum += smallestKept;
                // Equal magnitudes stay together: the optimum never cuts between them.
                if (smallestKept > largestDropped && sum * sum / k > best) {
                    best = sum * sum / k;
                    alpha[group] = (float) (sum / k);
                    threshold[group] = largestDropped;
                }
            }
        }
        return new Split(threshold, alpha);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Twn that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return "TWN"
                + (exact ? ".exact()" : factor == 0.7 ? "" : ".threshold(" + factor + ")")
                + (clip == 2.5f
                        ? ""
                        : Float.isInfinite(clip) ? ".clip(Float.POSITIVE_INFINITY)" : ".clip(" + clip + "f)")
                + granularity.suffix();
    }
}
