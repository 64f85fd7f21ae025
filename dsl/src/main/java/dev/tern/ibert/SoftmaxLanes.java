package dev.tern.ibert;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link FixedSoftmax} on whole vectors. What needs nothing of its row runs over all rows at once, since the rows are short.
 */
final class SoftmaxLanes {
    private static final VectorSpecies<Integer> INTS = RescaleLanes.INTS;
    private static final int W = RescaleLanes.W;
    private static final int BITS = FixedPoint.BITS;

    private SoftmaxLanes() {}

    /** The largest minus each. */
    static void fromLargest(int[] q, int from, int to) {
        IntVector all = IntVector.fromArray(INTS, q, from);
        for (int i = from + W; i < to; i += W) {
            all = all.max(IntVector.fromArray(INTS, q, i));
        }
        int largest = all.reduceLanes(VectorOperators.MAX);
        for (int i = from; i < to; i += W) {
            IntVector.broadcast(INTS, largest)
                    .sub(IntVector.fromArray(INTS, q, i))
                    .intoArray(q, i);
        }
    }

    /** {@link FixedExp} of at most {@link FixedExp#LARGEST}, in place. */
    static void exponentials(int[] q, int from, int to) {
        for (int i = from; i < to; i += W) {
            IntVector u = IntVector.fromArray(INTS, q, i);
            IntVector r = u.and(FixedExp.MASK);
            IntVector cube = r.mul(FixedExp.CUBE).lanewise(VectorOperators.ASHR, BITS);
            IntVector square =
                    IntVector.broadcast(INTS, FixedExp.SQUARE).sub(cube).mul(r).lanewise(VectorOperators.ASHR, BITS);
            IntVector slope = square.sub(FixedExp.LINEAR);
            r.mul(slope)
                    .lanewise(VectorOperators.ASHR, BITS)
                    .add(FixedExp.ONE)
                    .lanewise(VectorOperators.ASHR, u.lanewise(VectorOperators.ASHR, BITS))
                    .intoArray(q, i);
        }
    }

    static int sum(int[] q, int from, int to) {
        IntVector sum = IntVector.fromArray(INTS, q, from);
        for (int i = from + W; i < to; i += W) {
            sum = sum.add(IntVector.fromArray(INTS, q, i));
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    static void multiply(int[] q, int from, int to, int factor, int shift) {
        int half = 1 << shift - 1;
        for (int i = from; i < to; i += W) {
            IntVector.fromArray(INTS, q, i)
                    .mul(factor)
                    .add(half)
                    .lanewise(VectorOperators.ASHR, shift)
                    .intoArray(q, i);
        }
    }
}
