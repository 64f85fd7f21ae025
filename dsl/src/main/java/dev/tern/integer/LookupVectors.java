package dev.tern.integer;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The two loops of {@link LookupProduct} on vectors of 64 bytes. Written out line by line: the compiler of JDK 17 boxes
 * vectors that pass through a method it does not inline, and keeps twelve tables in registers only if they are locals.
 */
final class LookupVectors {
    /** Between the two bytes of a sum of up to 6 · 255: both stay below 40. */
    static final int RADIX = 40;

    static final int MOST_INPUTS = 5;

    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_512;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;

    /** What a sum is after a branch; left to find out, the compiler of JDK 17 sometimes makes it an object. */
    private static final Class<? extends ShortVector> SUM =
            ShortVector.zero(SHORTS).getClass();

    private static final int KEYS = LookupDigits.KEYS;
    private static final int LANES = LookupProduct.LANES;

    private LookupVectors() {}

    /** Entry k of table t is the sum of inputs times digits of key k, its low byte in {@code low}, times RADIX + high. */
    static void tables(byte[] input, int at, int in, int inputs, short[][] digits, short[] low, short[] high) {
        ShortVector first = ShortVector.fromArray(SHORTS, digits[0], 0);
        ShortVector second = ShortVector.fromArray(SHORTS, digits[1], 0);
        ShortVector third = ShortVector.fromArray(SHORTS, digits[2], 0);
        ShortVector fourth = ShortVector.fromArray(SHORTS, digits[3], 0);
        ShortVector fifth = ShortVector.fromArray(SHORTS, digits[4], 0);
        int end = at + in;
        int sweep = inputs * LookupProduct.SWEEP;
        int tables = (in + sweep - 1) / sweep * LookupProduct.SWEEP;
        for (int t = 0; t < tables; t++) {
            int k = at + t * inputs;
            ShortVector sum = first.mul(value(input, k, end)).add(second.mul(value(input, k + 1, end)));
            if (inputs > 2) {
                sum = sum.add(third.mul(value(input, k + 2, end)));
            }
            if (inputs > 3) {
                sum = SUM.cast(sum).add(fourth.mul(value(input, k + 3, end))).add(fifth.mul(value(input, k + 4, end)));
            }
            sum = SUM.cast(sum);
            // sum / 40 = (sum / 8) / 5, and x / 5 = 205 x / 1024 for x up to 1023.
            ShortVector quotient =
                    sum.lanewise(VectorOperators.LSHR, 3).mul((short) 205).lanewise(VectorOperators.LSHR, 10);
            sum.sub(quotient.mul((short) RADIX)).intoArray(low, t * KEYS);
            quotient.intoArray(high, t * KEYS);
        }
    }

    private static short value(byte[] input, int at, int end) {
        return (short) (at < end ? input[at] & 0xFF : 0);
    }

    /** Looks up six tables for every vector of outputs; adds even and odd bytes of low and high to four vectors each. */
    static void sweep(byte[] keys, int from, short[] low, short[] high, int table, int vectors, short[] sums) {
        ByteVector low0 = ShortVector.fromArray(SHORTS, low, table).reinterpretAsBytes();
        ByteVector low1 = ShortVector.fromArray(SHORTS, low, table + KEYS).reinterpretAsBytes();
        ByteVector low2 = ShortVector.fromArray(SHORTS, low, table + 2 * KEYS).reinterpretAsBytes();
        ByteVector low3 = ShortVector.fromArray(SHORTS, low, table + 3 * KEYS).reinterpretAsBytes();
        ByteVector low4 = ShortVector.fromArray(SHORTS, low, table + 4 * KEYS).reinterpretAsBytes();
        ByteVector low5 = ShortVector.fromArray(SHORTS, low, table + 5 * KEYS).reinterpretAsBytes();
        ByteVector high0 = ShortVector.fromArray(SHORTS, high, table).reinterpretAsBytes();
        ByteVector high1 = ShortVector.fromArray(SHORTS, high, table + KEYS).reinterpretAsBytes();
        ByteVector high2 = ShortVector.fromArray(SHORTS, high, table + 2 * KEYS).reinterpretAsBytes();
        ByteVector high3 = ShortVector.fromArray(SHORTS, high, table + 3 * KEYS).reinterpretAsBytes();
        ByteVector high4 = ShortVector.fromArray(SHORTS, high, table + 4 * KEYS).reinterpretAsBytes();
        ByteVector high5 = ShortVector.fromArray(SHORTS, high, table + 5 * KEYS).reinterpretAsBytes();
        for (int v = 0; v < vectors; v++) {
            int k = from + v * LookupProduct.SWEEP * LANES;
            int at = v * 2 * LANES;
            ByteVector key = ByteVector.fromArray(BYTES, keys, k);
            ByteVector lower = key.selectFrom(low0);
            ByteVector upper = key.selectFrom(high0);
            key = ByteVector.fromArray(BYTES, keys, k + LANES);
            lower = lower.add(key.selectFrom(low1));
            upper = upper.add(key.selectFrom(high1));
            key = ByteVector.fromArray(BYTES, keys, k + 2 * LANES);
            lower = lower.add(key.selectFrom(low2));
            upper = upper.add(key.selectFrom(high2));
            key = ByteVector.fromArray(BYTES, keys, k + 3 * LANES);
            lower = lower.add(key.selectFrom(low3));
            upper = upper.add(key.selectFrom(high3));
            key = ByteVector.fromArray(BYTES, keys, k + 4 * LANES);
            lower = lower.add(key.selectFrom(low4));
            upper = upper.add(key.selectFrom(high4));
            key = ByteVector.fromArray(BYTES, keys, k + 5 * LANES);
            lower = lower.add(key.selectFrom(low5));
            upper = upper.add(key.selectFrom(high5));
            ShortVector pairs = lower.reinterpretAsShorts();
            ShortVector.fromArray(SHORTS, sums, at).add(pairs.and((short) 255)).intoArray(sums, at);
            ShortVector.fromArray(SHORTS, sums, at + KEYS)
                    .add(pairs.lanewise(VectorOperators.LSHR, 8))
                    .intoArray(sums, at + KEYS);
            pairs = upper.reinterpretAsShorts();
            ShortVector.fromArray(SHORTS, sums, at + LANES)
                    .add(pairs.and((short) 255))
                    .intoArray(sums, at + LANES);
            ShortVector.fromArray(SHORTS, sums, at + LANES + KEYS)
                    .add(pairs.lanewise(VectorOperators.LSHR, 8))
                    .intoArray(sums, at + LANES + KEYS);
        }
    }
}
