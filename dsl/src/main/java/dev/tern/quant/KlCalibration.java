package dev.tern.quant;

import dev.tern.tensor.Tensor;

/**
 * A clip value by information: Migacz, "8-bit Inference with TensorRT", GTC 2017; KDLSQ-BERT's first clip of
 * activations. Of the histogram of |x| in sqrt(N) bins, P is its first i bins with everything above in the last, Q the
 * same bins merged into as many levels as there are codes and spread evenly over those that were not empty; the clip is
 * the i with the least KL(P || Q) = sum p ln(p / q).
 */
final class KlCalibration {
    // Stands for a share of nothing in Q, where P's last bin holds only what was clipped.
    private static final double NOTHING = 1e-9;

    private KlCalibration() {}

    /**
     * The clip value.
     *
     * @param levels magnitudes a code can tell apart, 2^(b-1)
     * @return 0 if all values are
     */
    static double clip(Tensor x, int levels) {
        Range range = Range.of(x);
        double largest = Math.max(-(double) range.low(), range.high());
        int bins = (int) Math.ceil(Math.sqrt(x.size()));
        if (largest == 0 || bins <= levels) {
            return largest;
        }
        long[] counts = histogram(x, largest, bins);
        double least = Double.POSITIVE_INFINITY;
        int best = bins;
        for (int kept = levels; kept <= bins; kept++) {
            double divergence = divergence(counts, kept, levels);
            if (divergence < least) {
                least = divergence;
                best = kept;
            }
        }
        return largest * best / bins;
    }

    private static long[] histogram(Tensor x, double largest, int bins) {
        Tiles tiles = Tiles.of(1, x.size());
        int[][] partial = new int[tiles.count()][];
        double factor = bins / largest * x.scale();
        tiles.forEach(x.data(), (tile, group, offset, values, count) -> {
            int[] own = new int[bins];
            for (int i = 0; i < count; i++) {
                own[Math.min(bins - 1, (int) (Math.abs(values[i]) * factor))]++;
            }
            partial[tile] = own;
        });
        long[] counts = new long[bins];
        for (int[] own : partial) {
            for (int bin = 0; bin < bins; bin++) {
                counts[bin] += own[bin];
            }
        }
        return counts;
    }

    /** KL(P || Q) of the first {@code kept} bins. */
    static double divergence(long[] counts, int kept, int levels) {
        double above = 0;
        for (int bin = kept; bin < counts.length; bin++) {
            above += counts[bin];
        }
        double inside = 0;
        for (int bin = 0; bin < kept; bin++) {
            inside += counts[bin];
        }
        double divergence = 0;
        for (int level = 0; level < levels; level++) {
            int from = (int) ((long) level * kept / levels);
            int to = (int) ((long) (level + 1) * kept / levels);
            double sum = 0;
            int filled = 0;
            for (int bin = from; bin < to; bin++) {
                sum += counts[bin];
                filled += counts[bin] > 0 ? 1 : 0;
            }
            for (int bin = from; bin < to; bin++) {
                double p = (counts[bin] + (bin == kept - 1 ? above : 0)) / (inside + above);
                double q = counts[bin] == 0 ? NOTHING : sum / filled / inside;
                divergence += p == 0 ? 0 : p * Math.log(p / q);
            }
        }
        return divergence;
    }
}
