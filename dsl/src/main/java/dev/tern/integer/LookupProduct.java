package dev.tern.integer;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The product of a few rows with narrow weights by look-up (Jeon et al., SC 2020, "BiQGEMM", with bytes): for every
 * three inputs a table of the 27 sums that ternary weights can make of them, looked up for 64 outputs by one instruction
 * of AVX-512 VBMI. With digits d of the weights,
 *
 * <pre>
 *   sum x w = step · sum x d + lowest · sum x,    x d of three inputs = 40 · high + low
 * </pre>
 *
 * <p>and both bytes of six tables, each at most 39, are added before they are widened. {@link LookupVectors} holds the
 * two loops.
 */
final class LookupProduct implements ProductKernel {
    /** Outputs looked up at once. */
    static final int LANES = 64;

    /** Tables added up in bytes: 6 · 39 is below 256. */
    static final int SWEEP = 6;

    private static final List<LookupDigits> DIGITS =
            List.of(LookupDigits.BINARY, LookupDigits.TERNARY, LookupDigits.TWO_BITS);

    /** Sums of 1,680 bytes up to 39 fit into 16 bits. */
    private static final int MOST_TABLES = 1680;

    private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

    private final LookupDigits digits;

    LookupProduct(LookupDigits digits) {
        this.digits = digits;
    }

    /** The kernel for codes, or none where they are too many, or the processor looks bytes up slowly. */
    static Optional<LookupProduct> of(byte[] codes, int in) {
        return forCodes(codes, in).filter(kernel -> LookupSpeed.isUsable());
    }

    /** The kernel for codes, however slowly it runs here. */
    static Optional<LookupProduct> forCodes(byte[] codes, int in) {
        return DIGITS.stream()
                .filter(digits -> digits.hold(codes) && tables(digits, in) <= MOST_TABLES)
                .findFirst()
                .map(LookupProduct::new);
    }

    private static int tables(LookupDigits digits, int in) {
        int inputs = digits.inputs() * SWEEP;
        return (in + inputs - 1) / inputs * SWEEP;
    }

    @Override
    public String name() {
        return "look-up of " + digits.name() + " weights, Vector API";
    }

    @Override
    public Weights prepare(byte[] codes, int out, int in, int zero, int[] bias) {
        int tables = tables(digits, in);
        int vectors = (out + LANES - 1) / LANES;
        byte[] keys = new byte[tables * vectors * LANES];
        for (int v = 0; v < vectors; v++) {
            for (int t = 0; t < tables; t++) {
                int at = ((t / SWEEP * vectors + v) * SWEEP + t % SWEEP) * LANES;
                for (int lane = 0; lane < LANES; lane++) {
                    keys[at + lane] = key(codes, v * LANES + output(lane), out, t, in);
                }
            }
        }
        return new Keys(digits, keys, out, in, tables, vectors, ProductKernel.added(codes, out, in, zero, bias));
    }

    /** Bytes are widened even ones first, so even lanes hold the first half of a vector's outputs. */
    private static int output(int lane) {
        return (lane & 1) * (LANES / 2) + lane / 2;
    }

    /** Twice the key: where the low byte of its entry of two bytes is. */
    private byte key(byte[] codes, int output, int out, int table, int in) {
        int key = 0;
        for (int j = digits.inputs() - 1; j >= 0; j--) {
            int input = table * digits.inputs() + j;
            int digit = output < out && input < in ? (codes[output * in + input] - digits.lowest()) / digits.step() : 0;
            key = digits.base() * key + digit;
        }
        return (byte) (2 * key);
    }

    /** What a thread needs besides: tables of both bytes, and sums of both. */
    private static final class Buffers {
        short[] low = {};
        short[] high = {};
        short[] sums = {};

        Buffers atLeast(int tables, int vectors) {
            if (low.length < tables * LookupDigits.KEYS) {
                low = new short[tables * LookupDigits.KEYS];
                high = new short[low.length];
            }
            if (sums.length < vectors * 2 * LANES) {
                sums = new short[vectors * 2 * LANES];
            }
            return this;
        }
    }

    private static final class Keys implements Weights {
        private final short[][] entries;
        private final LookupDigits digits;
        private final byte[] keys;
        private final int out;
        private final int in;
        private final int tables;
        private final int vectors;
        private final int[] added;

        Keys(LookupDigits digits, byte[] keys, int out, int in, int tables, int vectors, int[] added) {
            this.digits = digits;
            this.keys = keys;
            this.out = out;
            this.in = in;
            this.tables = tables;
            this.vectors = vectors;
            this.added = added;
            this.entries = new short[LookupVectors.MOST_INPUTS][];
            Arrays.setAll(entries, digits::digits);
        }

        @Override
        public void multiply(byte[] input, int at, int rows, int[] result, int to) {
            Buffers buffers = BUFFERS.get().atLeast(tables, vectors);
            for (int i = 0; i < rows; i++) {
                row(buffers, input, at + i * in, result, to + i * out);
            }
        }

        private void row(Buffers buffers, byte[] input, int at, int[] result, int to) {
            LookupVectors.tables(input, at, in, digits.inputs(), entries, buffers.low, buffers.high);
            int inputs = 0;
            for (int k = at; k < at + in; k++) {
                inputs += input[k] & 0xFF;
            }
            short[] sums = buffers.sums;
            Arrays.fill(sums, 0, vectors * 2 * LANES, (short) 0);
            for (int t = 0; t < tables; t += SWEEP) {
                LookupVectors.sweep(
                        keys, t * vectors * LANES, buffers.low, buffers.high, t * LookupDigits.KEYS, vectors, sums);
            }
            for (int v = 0; v < vectors; v++) {
                int first = v * LANES;
                half(sums, 2 * first, inputs, first, Math.min(out, first + LANES / 2), result, to);
                half(sums, 2 * first + LANES / 2, inputs, first + LANES / 2, Math.min(out, first + LANES), result, to);
            }
        }

        private void half(short[] sums, int at, int inputs, int first, int end, int[] result, int to) {
            int offset = digits.lowest() * inputs;
            int step = digits.step();
            for (int o = first, p = at; o < end; o++, p++) {
                int sum = (sums[p] & 0xFFFF) + LookupVectors.RADIX * (sums[p + LANES] & 0xFFFF);
                result[to + o] = step * sum + offset + added[o];
            }
        }
    }
}
