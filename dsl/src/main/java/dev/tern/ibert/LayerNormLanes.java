package dev.tern.ibert;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The passes of {@link FixedLayerNorm} over whole vectors of a row. Sums are taken in 32 bits over as many vectors as
 * cannot overflow, and y² of 50 bits as (2¹² h + l)² with h of 13 bits and l of 12.
 */
final class LayerNormLanes {
    private static final VectorSpecies<Integer> INTS = RescaleLanes.INTS;
    private static final int W = RescaleLanes.W;
    private static final int LOW_BITS = 12;
    private static final int LOW = (1 << LOW_BITS) - 1;
    private static final int HALF = (1 << Short.SIZE) - 1;

    /** 64 times 2^24 fits 31 bits. */
    private static final int SUMMED = 64 * W;

    /** 16 times 2^26 fits 31 bits. */
    private static final int SQUARED = 16 * W;

    private LayerNormLanes() {}

    static long sum(int[] v, int at, int n) {
        int end = at + RescaleLanes.whole(n);
        long total = 0;
        for (int part = at; part < end; part += SUMMED) {
            int stop = Math.min(end, part + SUMMED);
            IntVector sum = IntVector.zero(INTS);
            for (int i = part; i < stop; i += W) {
                sum = sum.add(IntVector.fromArray(INTS, v, i));
            }
            // Of all lanes the sum may have more than 32 bits.
            int high = sum.lanewise(VectorOperators.ASHR, Short.SIZE).reduceLanes(VectorOperators.ADD);
            total += ((long) high << Short.SIZE) + sum.and(HALF).reduceLanes(VectorOperators.ADD);
        }
        for (int i = end; i < at + n; i++) {
            total += v[i];
        }
        return total;
    }

    /** The sum of (v - mean)². */
    static long squares(int[] v, int at, int n, int mean) {
        int end = at + RescaleLanes.whole(n);
        long total = 0;
        for (int part = at; part < end; part += SQUARED) {
            int stop = Math.min(end, part + SQUARED);
            IntVector highs = IntVector.zero(INTS);
            IntVector mixed = IntVector.zero(INTS);
            IntVector lows = IntVector.zero(INTS);
            for (int i = part; i < stop; i += W) {
                IntVector y = IntVector.fromArray(INTS, v, i).sub(mean);
                IntVector high = y.lanewise(VectorOperators.ASHR, LOW_BITS);
                IntVector low = y.and(LOW);
                highs = highs.add(high.mul(high));
                mixed = mixed.add(high.mul(low));
                lows = lows.add(low.mul(low));
            }
            int upper = highs.lanewise(VectorOperators.ASHR, Short.SIZE).reduceLanes(VectorOperators.ADD);
            int middle = mixed.lanewise(VectorOperators.ASHR, Short.SIZE).reduceLanes(VectorOperators.ADD);
            int lower = lows.lanewise(VectorOperators.ASHR, Short.SIZE).reduceLanes(VectorOperators.ADD);
            long high = ((long) upper << Short.SIZE) + highs.and(HALF).reduceLanes(VectorOperators.ADD);
            long both = ((long) middle << Short.SIZE) + mixed.and(HALF).reduceLanes(VectorOperators.ADD);
            long low = ((long) lower << Short.SIZE) + lows.and(HALF).reduceLanes(VectorOperators.ADD);
            total += (high << 2 * LOW_BITS) + (both << LOW_BITS + 1) + low;
        }
        for (int i = end; i < at + n; i++) {
            long y = v[i] - mean;
            total += y * y;
        }
        return total;
    }

    /** The multiplication by a factor of the row, of whole vectors; {@code out} may be {@code v}. */
    static void normalize(int[] v, int at, int[] out, int to, int whole, int mean, int factor, int up, int down) {
        int half = 1 << down - 1;
        for (int i = 0; i < whole; i += W) {
            IntVector y = IntVector.fromArray(INTS, v, at + i).sub(mean).lanewise(VectorOperators.LSHL, up);
            IntVector low = y.and((1 << FixedLayerNorm.ROW_SPLIT) - 1)
                    .mul(factor)
                    .lanewise(VectorOperators.ASHR, FixedLayerNorm.ROW_SPLIT);
            y.lanewise(VectorOperators.ASHR, FixedLayerNorm.ROW_SPLIT)
                    .mul(factor)
                    .add(low)
                    .add(half)
                    .lanewise(VectorOperators.ASHR, down)
                    .intoArray(out, to + i);
        }
    }

    /** The multiplication by a factor of each column, and the bias: a second loop, as one is too much for JDK 17. */
    static void columns(int[] gamma, int[] beta, int shift, int[] out, int to, int whole) {
        int half = 1 << shift - 1;
        for (int i = 0; i < whole; i += W) {
            IntVector y = IntVector.fromArray(INTS, out, to + i);
            IntVector weight = IntVector.fromArray(INTS, gamma, i);
            IntVector low = y.and((1 << FixedLayerNorm.COLUMN_SPLIT) - 1)
                    .mul(weight)
                    .lanewise(VectorOperators.ASHR, FixedLayerNorm.COLUMN_SPLIT);
            y.lanewise(VectorOperators.ASHR, FixedLayerNorm.COLUMN_SPLIT)
                    .mul(weight)
                    .add(low)
                    .add(half)
                    .lanewise(VectorOperators.ASHR, shift)
                    .add(IntVector.fromArray(INTS, beta, i))
                    .min(FixedPoint.LARGEST)
                    .max(-FixedPoint.LARGEST)
                    .intoArray(out, to + i);
        }
    }
}
