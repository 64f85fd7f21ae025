package dev.tern.ibert;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** {@link Rescale} and {@link RescaleColumns} on whole vectors of the processor; the plain loops take what is left. */
final class RescaleLanes {
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    static final int W = INTS.length();
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(INTS.vectorBitSize() / Integer.BYTES));
    private static final int SPLIT = Rescale.SPLIT;
    private static final int MASK = (1 << SPLIT) - 1;

    private RescaleLanes() {}

    /** How many of n numbers are in whole vectors. */
    static int whole(int n) {
        return n - n % W;
    }

    /** How many numbers whole vectors that hold n have. */
    static int wholeFor(int n) {
        return whole(n + W - 1);
    }

    static IntVector of(Rescale r, IntVector q) {
        IntVector x = q.min(r.limit).max(-r.limit).lanewise(VectorOperators.LSHL, r.left);
        IntVector sum = product(x, IntVector.broadcast(INTS, r.multiplier));
        IntVector odd = sum.lanewise(VectorOperators.ASHR, r.right).and(1);
        return sum.add((1 << r.right - 1) - 1)
                .add(odd)
                .lanewise(VectorOperators.ASHR, r.right)
                .min(r.highest)
                .max(r.lowest);
    }

    /** x m / 2^(SPLIT - 1) with what lies below in the last bit. */
    private static IntVector product(IntVector x, IntVector m) {
        IntVector low = x.and(MASK).mul(m);
        IntVector high = x.lanewise(VectorOperators.ASHR, SPLIT).mul(m).add(low.lanewise(VectorOperators.ASHR, SPLIT));
        IntVector sticky = low.and(MASK).add(MASK).lanewise(VectorOperators.ASHR, SPLIT);
        return high.add(high).add(sticky);
    }

    /** Whole vectors of numbers. */
    static void apply(Rescale r, int[] q, int from, int to, int[] out, int at) {
        int distance = at - from;
        for (int i = from; i < to; i += W) {
            of(r, IntVector.fromArray(INTS, q, i)).intoArray(out, i + distance);
        }
    }

    /** The same, plus {@code zero}, as bytes. */
    static void bytes(Rescale r, int[] q, int from, int to, int zero, byte[] out, int at) {
        int distance = at - from;
        for (int i = from; i < to; i += W) {
            narrow(of(r, IntVector.fromArray(INTS, q, i)).add(zero)).intoArray(out, i + distance);
        }
    }

    private static ByteVector narrow(IntVector x) {
        return (ByteVector) x.convertShape(VectorOperators.I2B, BYTES, 0);
    }

    /** The first {@code whole} columns. */
    static void columns(int[] multipliers, int[] q, int at, int whole) {
        for (int c = 0; c < whole; c += W) {
            column(multipliers, c, q, at).intoArray(q, at + c);
        }
    }

    private static IntVector column(int[] multipliers, int c, int[] q, int at) {
        int right = RescaleColumns.RIGHT;
        IntVector sum = product(IntVector.fromArray(INTS, q, at + c), IntVector.fromArray(INTS, multipliers, c));
        IntVector odd = sum.lanewise(VectorOperators.ASHR, right).and(1);
        return sum.add((1 << right - 1) - 1).add(odd).lanewise(VectorOperators.ASHR, right);
    }
}
