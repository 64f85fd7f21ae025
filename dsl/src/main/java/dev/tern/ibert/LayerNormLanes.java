package dev.tern.ibert;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The passes of {@link FixedLayerNorm} over whole vectors of a row. Sums are taken in 32 bits over as many vectors as
 * cannot overflow, and y² of 50 bits as (2¹² h + l)² with h of 13 bits and l of 12.
 */
final class LayerNormLanes {
    private static final int W = RescaleLanes.W;
    private static final int LOW_BITS = 12;
    private static final int LOW = (1 << LOW_BITS) - 1;

    /** 64 times 2^24 fits 31 bits. */
    private static final int SUMMED = 64 * W;

    /** 16 times 2^26 fits 31 bits. */
    private static final int SQUARED = 16 * W;

    private LayerNormLanes() {}

    private static IntVector load(int[] from, int at) {
        return IntVector.fromArray(RescaleLanes.INTS, from, at);
    }

    /** All lanes, whose sum may have more than 32 bits. */
    private static long total(IntVector lanes) {
        int high = lanes.lanewise(VectorOperators.ASHR, Short.SIZE).reduceLanes(VectorOperators.ADD);
        int low = lanes.and((1 << Short.SIZE) - 1).reduceLanes(VectorOperators.ADD);
        return ((long) high << Short.SIZE) + low;
    }

    static long sum(int[] v, int at, int n) {
        int end = at + RescaleLanes.whole(n);
        long total = 0;
        for (int part = at; part < end; part += SUMMED) {
            IntVector sum = IntVector.zero(RescaleLanes.INTS);
            for (int i = part; i < Math.min(end, part + SUMMED); i += W) {
                sum = sum.add(load(v, i));
            }
            total += total(sum);
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
            IntVector highs = IntVector.zero(RescaleLanes.INTS);
            IntVector mixed = IntVector.zero(RescaleLanes.INTS);
            IntVector lows = IntVector.zero(RescaleLanes.INTS);
            for (int i = part; i < Math.min(end, part + SQUARED); i += W) {
                IntVector y = load(v, i).sub(mean);
                IntVector high = y.lanewise(VectorOperators.ASHR, LOW_BITS);
                IntVector low = y.and(LOW);
                highs = highs.add(high.mul(high));
                mixed = mixed.add(high.mul(low));
                lows = lows.add(low.mul(low));
            }
            total += (total(highs) << 2 * LOW_BITS) + (total(mixed) << LOW_BITS + 1) + total(lows);
        }
        for (int i = end; i < at + n; i++) {
            long y = v[i] - mean;
            total += y * y;
        }
        return total;
    }

    /** The multiplication by a factor of the row, of whole vectors; {@code out} may be {@code v}. */
    static void normalize(int[] v, int at, int[] out, int to, int whole, int mean, int factor, int up, int down) {
        for (int i = 0; i < whole; i += W) {
            normal(load(v, at + i), mean, factor, up, down).intoArray(out, to + i);
        }
    }

    private static IntVector normal(IntVector v, int mean, int factor, int up, int down) {
        IntVector y = v.sub(mean).lanewise(VectorOperators.LSHL, up);
        IntVector low = y.and((1 << FixedLayerNorm.ROW_SPLIT) - 1)
                .mul(factor)
                .lanewise(VectorOperators.ASHR, FixedLayerNorm.ROW_SPLIT);
        return y.lanewise(VectorOperators.ASHR, FixedLayerNorm.ROW_SPLIT)
                .mul(factor)
                .add(low)
                .add(1 << down - 1)
                .lanewise(VectorOperators.ASHR, down);
    }

    /** The multiplication by a factor of each column, and the bias: a second loop, as one is too much for JDK 17. */
    static void columns(int[] gamma, int[] beta, int shift, int[] out, int to, int whole) {
        for (int i = 0; i < whole; i += W) {
            column(load(out, to + i), load(gamma, i), load(beta, i), shift).intoArray(out, to + i);
        }
    }

    private static IntVector column(IntVector y, IntVector gamma, IntVector beta, int shift) {
        IntVector low = y.and((1 << FixedLayerNorm.COLUMN_SPLIT) - 1)
                .mul(gamma)
                .lanewise(VectorOperators.ASHR, FixedLayerNorm.COLUMN_SPLIT);
        IntVector scaled = y.lanewise(VectorOperators.ASHR, FixedLayerNorm.COLUMN_SPLIT)
                .mul(gamma)
                .add(low)
                .add(1 << shift - 1)
                .lanewise(VectorOperators.ASHR, shift);
        return RowLanes.saturated(scaled.add(beta));
    }
}
