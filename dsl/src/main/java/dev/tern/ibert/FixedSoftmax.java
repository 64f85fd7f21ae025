package dev.tern.ibert;

import java.util.Arrays;

/**
 * Integer softmax of one row, in units of 2^-15, with e the {@link FixedExp} of (max q - q) S / ln 2:
 *
 * <pre>
 *   F = floor(2^(30 + j) / sum e) in [2^14, 2^15],  p = floor(e F / 2^(15 + j) + 1/2)
 * </pre>
 *
 * <p>What I-BERT's own form (Kim et al., ICML 2021, section 3.5) breaks on is gone: a probability of 1 is 2^15 and not
 * the code 256 that no byte holds; rounding to nearest and 15 bits keep the sum of a row of n within 3 + n / 2 units of 1,
 * where 8 bits rounded down leave 205 to 255 of 256; no range is learned in between; and masked scores are left out
 * instead of lowered, so they cannot blow up a range.
 */
public final class FixedSoftmax {
    private static final int UNIT = FixedPoint.UNIT_BITS;

    private final Rescale exponent;

    /** @param exponent from units of the scores to 2^-14 / log2(e), from 0 to {@link FixedExp#LARGEST} */
    public FixedSoftmax(Rescale exponent) {
        this.exponent = exponent;
    }

    /**
     * The probabilities of the scores q[from] to q[to - 1], in place.
     *
     * @param q scores of up to 24 bits, at least one
     */
    public void apply(int[] q, int from, int to) {
        apply(q, from, 1, to - from, to - from);
    }

    /**
     * The same for rows of scores.
     *
     * @param q rows {@code stride} apart, of which the first begins at {@code from}
     * @param length scores of a row, at least one; what stands between them and the next row becomes 0
     */
    public void apply(int[] q, int from, int rows, int length, int stride) {
        int end = from + rows * stride;
        if (!Lanes.PRESENT || RescaleLanes.whole(stride) < stride) {
            for (int row = from; row < end; row += stride) {
                plain(q, row, row + length);
                Arrays.fill(q, row + length, row + stride, 0);
            }
            return;
        }
        for (int row = from; row < end; row += stride) {
            Arrays.fill(q, row + length, row + stride, q[row]);
            SoftmaxLanes.fromLargest(q, row, row + stride);
        }
        RescaleLanes.apply(exponent, q, from, end, q, from);
        SoftmaxLanes.exponentials(q, from, end);
        for (int row = from; row < end; row += stride) {
            Arrays.fill(q, row + length, row + stride, 0);
            int sum = SoftmaxLanes.sum(q, row, row + stride);
            int j = magnitude(sum);
            SoftmaxLanes.multiply(q, row, row + stride, factor(sum, j), UNIT + j);
        }
    }

    /** The largest score has e = 2^15, so a sum has at least 16 bits. */
    private static int magnitude(int sum) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(sum) - UNIT;
    }

    private static int factor(int sum, int j) {
        return (int) ((1L << 30 + j) / sum);
    }

    void plain(int[] q, int from, int to) {
        int largest = q[from];
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, q[i]);
        }
        for (int i = from; i < to; i++) {
            q[i] = largest - q[i];
        }
        exponent.apply(q, from, to, q, from);
        FixedExp.apply(q, from, to);
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += q[i];
        }
        int j = magnitude(sum);
        int factor = factor(sum, j);
        int shift = UNIT + j;
        int half = 1 << shift - 1;
        for (int i = from; i < to; i++) {
            q[i] = q[i] * factor + half >> shift;
        }
    }
}
