package dev.tern.ibert;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** The loops of {@link FixedPoint}, {@link FixedGelu} and {@link TableRows} on the processor's vectors. */
final class RowLanes {
    private static final int W = RescaleLanes.W;
    private static final int BITS = FixedPoint.BITS;

    private RowLanes() {}

    private static IntVector load(int[] from, int at) {
        return IntVector.fromArray(RescaleLanes.INTS, from, at);
    }

    static IntVector saturated(IntVector x) {
        return x.min(FixedPoint.LARGEST).max(-FixedPoint.LARGEST);
    }

    static void add(int[] sum, int at, int[] other, int otherAt, int offset, int whole) {
        for (int i = 0; i < whole; i += W) {
            load(sum, at + i).add(load(other, otherAt + i)).add(offset).intoArray(sum, at + i);
        }
    }

    static void addSaturated(int[] sum, int at, int[] other, int otherAt, int whole) {
        for (int i = 0; i < whole; i += W) {
            saturated(load(sum, at + i).add(load(other, otherAt + i))).intoArray(sum, at + i);
        }
    }

    static void gelu(int[] x, int from, int whole) {
        for (int i = from; i < from + whole; i += W) {
            IntVector value = load(x, i);
            IntVector u = value.abs().min(FixedGelu.EDGE);
            IntVector t = u.neg().add(FixedGelu.EDGE);
            IntVector cubic =
                    u.mul(t.mul(t).lanewise(VectorOperators.ASHR, BITS)).lanewise(VectorOperators.ASHR, BITS);
            IntVector lacking = cubic.mul(FixedGelu.FACTOR).add(1 << 14).lanewise(VectorOperators.ASHR, 15);
            value.max(0).sub(lacking).intoArray(x, i);
        }
    }

    static void addTable(int[] codes, int multiplier, int[] sum, int at, int whole) {
        for (int c = 0; c < whole; c += W) {
            IntVector summand = load(codes, c)
                    .mul(multiplier)
                    .add(1 << TableRows.BITS - 1)
                    .lanewise(VectorOperators.ASHR, TableRows.BITS);
            saturated(load(sum, at + c).add(summand)).intoArray(sum, at + c);
        }
    }
}
