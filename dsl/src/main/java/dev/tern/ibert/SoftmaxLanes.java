package dev.tern.ibert;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** {@link FixedSoftmax} of whole vectors: a maximum, exponentials with their sum, a multiplication. */
final class SoftmaxLanes {
    private static final int W = RescaleLanes.W;
    private static final int BITS = FixedPoint.BITS;

    private SoftmaxLanes() {}

    private static IntVector load(int[] from, int at) {
        return IntVector.fromArray(RescaleLanes.INTS, from, at);
    }

    static int largest(int[] q, int from, int to) {
        IntVector largest = load(q, from);
        for (int i = from; i < to; i += W) {
            largest = largest.max(load(q, i));
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }

    /** Exponentials in place of scores; their sum. */
    static int exponentials(Rescale exponent, int[] q, int from, int to, int largest) {
        IntVector sum = IntVector.zero(RescaleLanes.INTS);
        for (int i = from; i < to; i += W) {
            IntVector e = exp(RescaleLanes.of(exponent, load(q, i).neg().add(largest)));
            e.intoArray(q, i);
            sum = sum.add(e);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    /** {@link FixedExp} of at most {@link FixedExp#LARGEST}. */
    private static IntVector exp(IntVector u) {
        IntVector r = u.and(FixedExp.MASK);
        IntVector cube = r.mul(FixedExp.CUBE).lanewise(VectorOperators.ASHR, BITS);
        IntVector square = cube.neg().add(FixedExp.SQUARE).mul(r).lanewise(VectorOperators.ASHR, BITS);
        IntVector slope = square.sub(FixedExp.LINEAR);
        return r.mul(slope)
                .lanewise(VectorOperators.ASHR, BITS)
                .add(FixedExp.ONE)
                .lanewise(VectorOperators.ASHR, u.lanewise(VectorOperators.ASHR, BITS));
    }

    static void multiply(int[] q, int from, int to, int factor, int shift) {
        for (int i = from; i < to; i += W) {
            load(q, i)
                    .mul(factor)
                    .add(1 << shift - 1)
                    .lanewise(VectorOperators.ASHR, shift)
                    .intoArray(q, i);
        }
    }
}
