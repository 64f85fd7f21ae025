package dev.tern.quant;

import dev.tern.tensor.Threads;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Looks for a range narrower than from the smallest to the largest value, because a few outliers cost all others
 * precision: Nagel et al., "A White Paper on Neural Network Quantization", 2021 (section 3.1). With x^ the values on the
 * grid of a range:
 *
 * <pre>
 *   mse            (low, high) (1 - i / 100), i = 0..79, of least mean |x - x^|^2.4
 *                  (Li et al., BRECQ, ICLR 2021: the grid of its published code)
 *   percentile(p)  from the (1 - p) to the p quantile, interpolated linearly
 *   line           step t / n, t one of 100 up to max|x| + margin, of least sum (x - x^)^2
 *   cross-entropy  - sum softmax(logits) log softmax(logits^), for the range of logits
 * </pre>
 *
 * <p>An immutable value: what {@code symmetric.mse()} and {@code asymmetric.percentile(0.999)} hold.
 */
public final class RangeSearch {
    /** No search: from the smallest to the largest value. */
    public static final RangeSearch MIN_MAX = new RangeSearch("", "", (values, range, form) -> Shares.WHOLE);

    private static final int STEPS = 80;
    private static final double STEP = 0.01;
    private static final double POWER = 2.4;
    private static final int CANDIDATES = 100;
    // A candidate is given up only between parts, so that most of the loop has no comparison in it.
    private static final int PART = 1024;

    /** How much of each end of a range is kept, 0 to 1. */
    record Shares(double low, double high) {
        static final Shares WHOLE = new Shares(1, 1);

        Range of(Range range) {
            return new Range((float) (range.low() * low), (float) (range.high() * high));
        }
    }

    @FunctionalInterface
    private interface Search {
        Shares shares(float[] values, Range range, Function<Range, Grid> form);
    }

    private final String word;
    private final String meaning;
    private final Search search;

    private RangeSearch(String word, String meaning, Search search) {
        this.word = word;
        this.meaning = meaning;
        this.search = search;
    }

    /** The range of least mean |x - x^|^2.4 among 80, each 1 % narrower than the one before. */
    public static RangeSearch mse() {
        return new RangeSearch(".mse()", "range of least mean |w - w^|^2.4", (values, range, form) -> {
            double kept = shrink(values, range, form).kept();
            return new Shares(kept, kept);
        });
    }

    /**
     * Without the outermost values.
     *
     * @param p share of the values at or below the upper end, and at or above the lower: above 0.5, up to 1
     */
    public static RangeSearch percentile(double p) {
        if (!(p > 0.5 && p <= 1)) {
            throw new IllegalArgumentException("percentile(" + p
                    + ") is not in (0.5, 1]: percentile(0.999) leaves out one value in 1000 at each end.");
        }
        String word = ".percentile(" + p + ")";
        return new RangeSearch(
                word, "range from the " + (float) (1 - p) + " to the " + p + " quantile", (v, range, form) -> {
                    Range found = percentile(v, p);
                    return new Shares(share(found.low(), range.low()), share(found.high(), range.high()));
                });
    }

    private static double share(float found, float end) {
        return end == 0 ? 1 : Math.max(0, found / (double) end);
    }

    /**
     * What to keep of a range.
     *
     * @param values what the range is of
     * @param range 0 included
     * @param form how a range becomes a grid
     */
    Shares shares(float[] values, Range range, Function<Range, Grid> form) {
        return search.shares(values, range, form);
    }

    /** Whether there is nothing to look for. */
    boolean isMinMax() {
        return this == MIN_MAX;
    }

    /** The rule in words, empty for none. */
    String meaning() {
        return meaning;
    }

    /**
     * A narrower range and its grid.
     *
     * @param index how many steps narrower it is
     * @param grid of the range
     * @param score mean |x - x^|^2.4
     * @param whole the same for the range that was not made narrower
     */
    public record Shrunk(int index, Grid grid, double score, double whole) {
        double kept() {
            return 1 - STEP * index;
        }
    }

    /** BRECQ's search: the first of the best of 80 ranges. Never worse than the whole range, which is one of them. */
    public static Shrunk shrink(float[] values, Range range, Function<Range, Grid> form) {
        double largest = Math.max(Math.abs((double) range.low()), Math.abs((double) range.high()));
        if (largest == 0 || values.length == 0) {
            return new Shrunk(0, form.apply(range), 0, 0);
        }
        double whole = score(values, form.apply(range), largest, Double.POSITIVE_INFINITY);
        double[] scores = new double[STEPS];
        Threads.parallel(STEPS, (from, to) -> {
            double best = whole;
            for (int i = from; i < to; i++) {
                double kept = 1 - STEP * i;
                scores[i] = score(values, form.apply(new Shares(kept, kept).of(range)), largest, best);
                best = Math.min(best, scores[i]);
            }
        });
        int best = 0;
        for (int i = 1; i < STEPS; i++) {
            best = scores[i] < scores[best] ? i : best;
        }
        double kept = 1 - STEP * best;
        double unit = Math.pow(largest, POWER) / values.length;
        return new Shrunk(best, form.apply(new Shares(kept, kept).of(range)), scores[best] * unit, whole * unit);
    }

    /** The sum of (|x - x^| / unit)^2.4, or anything above {@code enough} once it is above. */
    private static double score(float[] values, Grid grid, double unit, double enough) {
        double sum = 0;
        for (int start = 0; start < values.length && sum <= enough; start += PART) {
            int end = Math.min(values.length, start + PART);
            for (int i = start; i < end; i++) {
                double x = values[i];
                sum += Math.pow(Math.abs(x - grid.value(grid.code(x))) / unit, POWER);
            }
        }
        return sum;
    }

    /** The values between two quantiles, interpolated linearly between neighbours; mirrored values, mirrored range. */
    public static Range percentile(float[] values, double p) {
        if (values.length == 0) {
            return new Range(0, 0);
        }
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        int below = (int) (last * p);
        int above = Math.min(last, below + 1);
        double part = last * p - below;
        double low = sorted[last - below] + part * ((double) sorted[last - above] - sorted[last - below]);
        double high = sorted[below] + part * ((double) sorted[above] - sorted[below]);
        return new Range((float) low, (float) high);
    }

    /**
     * A limit found on a line.
     *
     * @param candidate its number, 1 to 100
     * @param max the limit t
     * @param score sum (x - x^)^2
     */
    public record Limit(int candidate, double max, double score) {}

    /**
     * The best of 100 evenly spaced limits t up to max|x| + margin, for codes -n - 1 to n of step t / n, as in the
     * published code of Bondarenko et al., "Understanding and Overcoming the Challenges of Efficient Transformer
     * Quantization", EMNLP 2021.
     */
    public static Limit line(float[] values, Bits bits, double margin) {
        Range range = Range.of(values);
        double longest = Math.max(Math.abs((double) range.low()), Math.abs((double) range.high())) + margin;
        int n = bits.magnitude();
        Limit best = new Limit(0, longest, Double.POSITIVE_INFINITY);
        for (int i = 1; i <= CANDIDATES; i++) {
            double max = longest * i / CANDIDATES;
            Grid grid = new Grid(max / n, 0, 0, -n - 1, n, Grid.Rounding.HALF_EVEN);
            double sum = 0;
            for (float x : values) {
                double error = x - grid.value(grid.code(x));
                sum += error * error;
            }
            best = sum < best.score ? new Limit(i, max, sum) : best;
        }
        return best;
    }

    /**
     * How badly quantized logits stand for the logits, by which a range for them is chosen: summed over the rows.
     *
     * @param logits rows of so many classes
     * @param quantized as many
     */
    public static double crossEntropy(double[] logits, double[] quantized, int classes) {
        double sum = 0;
        for (int row = 0; row < logits.length; row += classes) {
            double wanted = logSumExp(logits, row, classes);
            double given = logSumExp(quantized, row, classes);
            for (int c = row; c < row + classes; c++) {
                sum -= Math.exp(logits[c] - wanted) * (quantized[c] - given);
            }
        }
        return sum;
    }

    private static double logSumExp(double[] x, int from, int count) {
        double largest = Arrays.stream(x, from, from + count).max().orElse(0);
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Math.exp(x[i] - largest);
        }
        return largest + Math.log(sum);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RangeSearch that && word.equals(that.word);
    }

    @Override
    public int hashCode() {
        return word.hashCode();
    }

    /** What a scheme prints for it: nothing, {@code .mse()} or {@code .percentile(0.999)}. */
    @Override
    public String toString() {
        return word;
    }
}
