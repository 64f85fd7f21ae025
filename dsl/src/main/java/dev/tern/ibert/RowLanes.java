package dev.tern.ibert;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link FixedPoint}, {@link FixedGelu} and {@link TableRows} on the processor's vectors. */
final class RowLanes {
    private static final VectorSpecies<Integer> INTS = RescaleLanes.INTS;
    private static final int W = RescaleLanes.W;
    private static final int BITS = FixedPoint.BITS;

    private RowLanes() {}

    static void add(int[] sum, int at, int[] other, int otherAt, int offset, int whole) {
        for (int i = 0; i < whole; i += W) {
            IntVector.fromArray(INTS, sum, at + i)
                    .add(IntVector.fromArray(INTS, other, otherAt + i))
                    .add(offset)
                    .intoArray(sum, at + i);
        }
    }

    static void addToRows(int[] sum, int at, int stride, int[] ofRow, int rows, int[] ofColumn, int whole) {
        for (int i = 0; i < rows; i++) {
            int row = at + i * stride;
            int offset = ofRow[i];
            for (int c = 0; c < whole; c += W) {
                IntVector.fromArray(INTS, sum, row + c)
                        .add(IntVector.fromArray(INTS, ofColumn, c))
                        .add(offset)
                        .intoArray(sum, row + c);
            }
        }
    }

    static void addSaturated(int[] sum, int at, int[] other, int otherAt, int whole) {
        for (int i = 0; i < whole; i += W) {
            IntVector.fromArray(INTS, sum, at + i)
                    .add(IntVector.fromArray(INTS, other, otherAt + i))
                    .min(FixedPoint.LARGEST)
                    .max(-FixedPoint.LARGEST)
                    .intoArray(sum, at + i);
        }
    }

    /** Subtracts from constants instead of negating, which JDK 17 now and then leaves to an object a vector. */
    static void gelu(int[] x, int from, int whole) {
        for (int i = from; i < from + whole; i += W) {
            IntVector value = IntVector.fromArray(INTS, x, i);
            IntVector u = value.abs().min(FixedGelu.EDGE);
            IntVector t = IntVector.broadcast(INTS, FixedGelu.EDGE).sub(u);
            IntVector cubic =
                    u.mul(t.mul(t).lanewise(VectorOperators.ASHR, BITS)).lanewise(VectorOperators.ASHR, BITS);
            IntVector lacking = cubic.mul(FixedGelu.FACTOR).add(1 << 14).lanewise(VectorOperators.ASHR, 15);
            value.max(0).sub(lacking).intoArray(x, i);
        }
    }

    static void addTable(byte[] codes, int zero, int multiplier, int[] sum, int at, int whole) {
        for (int c = 0; c < whole; c += W) {
            IntVector summand = ((IntVector) ByteVector.fromArray(RescaleLanes.BYTES, codes, c)
                            .convertShape(VectorOperators.B2I, INTS, 0))
                    .sub(zero)
                    .mul(multiplier)
                    .add(1 << TableRows.BITS - 1)
                    .lanewise(VectorOperators.ASHR, TableRows.BITS);
            IntVector.fromArray(INTS, sum, at + c)
                    .add(summand)
                    .min(FixedPoint.LARGEST)
                    .max(-FixedPoint.LARGEST)
                    .intoArray(sum, at + c);
        }
    }

    static void addTable(int[] codes, int multiplier, int[] sum, int at, int whole) {
        for (int c = 0; c < whole; c += W) {
            IntVector summand = IntVector.fromArray(INTS, codes, c)
                    .mul(multiplier)
                    .add(1 << TableRows.BITS - 1)
                    .lanewise(VectorOperators.ASHR, TableRows.BITS);
            IntVector.fromArray(INTS, sum, at + c)
                    .add(summand)
                    .min(FixedPoint.LARGEST)
                    .max(-FixedPoint.LARGEST)
                    .intoArray(sum, at + c);
        }
    }
}
