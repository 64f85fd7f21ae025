package dev.tern.tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** A dropout mask on the processor's vectors: first the random bits of a part, then what they keep. */
final class VectorDropout {
    /** Elements of a part; its bits fit the first-level cache. */
    private static final int PART = 2048;

    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(INTS.vectorBitSize() / 2));
    private static final int STEP = LONGS.length() * Dropout.PER_NUMBER;
    private static final long[] COUNTERS = counters();
    private static final ThreadLocal<short[]> BITS = ThreadLocal.withInitial(() -> new short[PART]);

    private VectorDropout() {}

    private static long[] counters() {
        long[] counters = new long[LONGS.length()];
        for (int i = 0; i < counters.length; i++) {
            counters[i] = (i + 1) * Random64.GOLDEN_RATIO;
        }
        return counters;
    }

    /** How many of n elements it takes: only vectors of 512 bits multiply longs in one instruction on JDK 17. */
    static int whole(int n) {
        return LONGS.length() == 8 ? n - n % STEP : 0;
    }

    /** {@link RowKernels#dropout} of {@link #whole} elements. */
    static void apply(float[] x, int from, int n, long seed, long number, int threshold, float kept) {
        short[] bits = BITS.get();
        for (int done = 0; done < n; done += PART) {
            int count = Math.min(PART, n - done);
            random(seed, number + done / Dropout.PER_NUMBER, count, bits);
            keep(x, from + done, count, bits, threshold, Float.floatToRawIntBits(kept));
        }
    }

    /** {@link Random64#at}, 16 bits an element. */
    private static void random(long seed, long number, int count, short[] bits) {
        long start = seed + number * Random64.GOLDEN_RATIO;
        LongVector counters = LongVector.fromArray(LONGS, COUNTERS, 0);
        for (int i = 0; i < count; i += STEP) {
            LongVector z = counters.add(start + i / Dropout.PER_NUMBER * Random64.GOLDEN_RATIO);
            LongVector a = z.lanewise(VectorOperators.XOR, z.lanewise(VectorOperators.LSHR, Random64.FIRST_SHIFT))
                    .mul(Random64.FIRST_FACTOR);
            LongVector b = a.lanewise(VectorOperators.XOR, a.lanewise(VectorOperators.LSHR, Random64.SECOND_SHIFT))
                    .mul(Random64.SECOND_FACTOR);
            b.lanewise(VectorOperators.XOR, b.lanewise(VectorOperators.LSHR, Random64.THIRD_SHIFT))
                    .reinterpretAsShorts()
                    .intoArray(bits, i);
        }
    }

    private static void keep(float[] x, int from, int count, short[] bits, int threshold, int factor) {
        for (int i = 0; i < count; i += INTS.length()) {
            IntVector drawn = ((IntVector)
                            ShortVector.fromArray(SHORTS, bits, i).convertShape(VectorOperators.S2I, INTS, 0))
                    .and(0xFFFF);
            IntVector dropped = drawn.sub(threshold).lanewise(VectorOperators.ASHR, 31);
            FloatVector.fromArray(FLOATS, x, from + i)
                    .mul(dropped.not().and(factor).reinterpretAsFloats())
                    .intoArray(x, from + i);
        }
    }
}
