package dev.tern.ibert;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Rescale} and {@link RescaleColumns} on whole vectors of the processor; the plain loops take what is left. Every loop
 * is written out: JDK 17 may compile a method that takes or returns vectors on its own first, and then boxes them.
 */
final class RescaleLanes {
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    static final int W = INTS.length();
    static final VectorSpecies<Byte> BYTES =
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

    /** Whole vectors of numbers. */
    static void apply(Rescale r, int[] q, int from, int to, int[] out, int at) {
        int distance = at - from;
        int limit = r.limit;
        int left = r.left;
        int right = r.right;
        int half = (1 << right - 1) - 1;
        int lowest = r.lowest;
        int highest = r.highest;
        int multiplier = r.multiplier;
        for (int i = from; i < to; i += W) {
            IntVector x = IntVector.fromArray(INTS, q, i).min(limit).max(-limit).lanewise(VectorOperators.LSHL, left);
            IntVector low = x.and(MASK).mul(multiplier);
            IntVector high = x.lanewise(VectorOperators.ASHR, SPLIT)
                    .mul(multiplier)
                    .add(low.lanewise(VectorOperators.ASHR, SPLIT));
            IntVector sticky = low.and(MASK).add(MASK).lanewise(VectorOperators.ASHR, SPLIT);
            IntVector sum = high.add(high).add(sticky);
            IntVector odd = sum.lanewise(VectorOperators.ASHR, right).and(1);
            sum.add(half)
                    .add(odd)
                    .lanewise(VectorOperators.ASHR, right)
                    .min(highest)
                    .max(lowest)
                    .intoArray(out, i + distance);
        }
    }

    /** The same, plus {@code zero}, as bytes. */
    static void bytes(Rescale r, int[] q, int from, int to, int zero, byte[] out, int at) {
        if (r.floor == Rescale.Floor.NONE) {
            evenBytes(r, q, from, to, zero, out, at);
        } else if (r.floor == Rescale.Floor.SPLIT) {
            splitBytes(r, q, from, to, zero, out, at);
        } else {
            floorBytes(r, q, from, to, zero, out, at);
        }
    }

    private static void evenBytes(Rescale r, int[] q, int from, int to, int zero, byte[] out, int at) {
        int distance = at - from;
        int limit = r.limit;
        int left = r.left;
        int right = r.right;
        int half = (1 << right - 1) - 1;
        int lowest = r.lowest;
        int highest = r.highest;
        int multiplier = r.multiplier;
        for (int i = from; i < to; i += W) {
            IntVector x = IntVector.fromArray(INTS, q, i).min(limit).max(-limit).lanewise(VectorOperators.LSHL, left);
            IntVector low = x.and(MASK).mul(multiplier);
            IntVector high = x.lanewise(VectorOperators.ASHR, SPLIT)
                    .mul(multiplier)
                    .add(low.lanewise(VectorOperators.ASHR, SPLIT));
            IntVector sticky = low.and(MASK).add(MASK).lanewise(VectorOperators.ASHR, SPLIT);
            IntVector sum = high.add(high).add(sticky);
            IntVector odd = sum.lanewise(VectorOperators.ASHR, right).and(1);
            IntVector code = sum.add(half)
                    .add(odd)
                    .lanewise(VectorOperators.ASHR, right)
                    .min(highest)
                    .max(lowest)
                    .add(zero);
            ((ByteVector) code.convertShape(VectorOperators.I2B, BYTES, 0)).intoArray(out, i + distance);
        }
    }

    private static void splitBytes(Rescale r, int[] q, int from, int to, int zero, byte[] out, int at) {
        int distance = at - from;
        int least = r.least;
        int most = r.most;
        int multiplier = r.multiplier;
        int right = r.shift - SPLIT;
        int half = 1 << right - 1;
        for (int i = from; i < to; i += W) {
            IntVector x = IntVector.fromArray(INTS, q, i).min(most).max(least);
            IntVector low = x.and(MASK).mul(multiplier).lanewise(VectorOperators.ASHR, SPLIT);
            IntVector code = x.lanewise(VectorOperators.ASHR, SPLIT)
                    .mul(multiplier)
                    .add(low)
                    .add(half)
                    .lanewise(VectorOperators.ASHR, right)
                    .add(zero);
            ((ByteVector) code.convertShape(VectorOperators.I2B, BYTES, 0)).intoArray(out, i + distance);
        }
    }

    private static void floorBytes(Rescale r, int[] q, int from, int to, int zero, byte[] out, int at) {
        int distance = at - from;
        int least = r.least;
        int most = r.most;
        int multiplier = r.multiplier;
        int right = r.shift;
        int half = 1 << right - 1;
        for (int i = from; i < to; i += W) {
            IntVector code = IntVector.fromArray(INTS, q, i)
                    .min(most)
                    .max(least)
                    .mul(multiplier)
                    .add(half)
                    .lanewise(VectorOperators.ASHR, right)
                    .add(zero);
            ((ByteVector) code.convertShape(VectorOperators.I2B, BYTES, 0)).intoArray(out, i + distance);
        }
    }

    /** The first {@code whole} columns. */
    static void columns(int[] multipliers, int[] q, int at, int whole) {
        int right = RescaleColumns.RIGHT;
        for (int c = 0; c < whole; c += W) {
            IntVector m = IntVector.fromArray(INTS, multipliers, c);
            IntVector x = IntVector.fromArray(INTS, q, at + c);
            IntVector low = x.and(MASK).mul(m);
            IntVector high =
                    x.lanewise(VectorOperators.ASHR, SPLIT).mul(m).add(low.lanewise(VectorOperators.ASHR, SPLIT));
            IntVector sticky = low.and(MASK).add(MASK).lanewise(VectorOperators.ASHR, SPLIT);
            IntVector sum = high.add(high).add(sticky);
            IntVector odd = sum.lanewise(VectorOperators.ASHR, right).and(1);
            sum.add((1 << right - 1) - 1)
                    .add(odd)
                    .lanewise(VectorOperators.ASHR, right)
                    .intoArray(q, at + c);
        }
    }
}
