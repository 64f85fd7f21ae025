package dev.tern.quant;

/**
 * Codes in the fewest bytes: a stream of bits, the first code in the lowest bits of the first byte, codes of 3, 5, 6 and
 * 7 bits running on from one byte into the next. What is left of the last byte is 0.
 */
public final class Packing {
    private static final int CODES_OF_A_BASE_3_BYTE = 5;
    private static final int LARGEST_BASE_3_BYTE = 242; // 3^5 - 1

    private Packing() {}

    /** Bytes that {@code count} codes of 1 to 8 bits take. */
    public static int bytes(int count, int bits) {
        return (int) (((long) count * bits + 7) / 8);
    }

    /**
     * Codes as a stream of bits, each in two's complement; of 1 bit, 1 stands for the code 1 and 0 for -1.
     *
     * @param bits 1 to 8
     */
    public static byte[] pack(byte[] codes, int bits) {
        requireBits(bits);
        int lowest = bits == 1 ? -1 : -(1 << (bits - 1));
        int highest = bits == 1 ? 1 : -lowest - 1;
        byte[] packed = new byte[bytes(codes.length, bits)];
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] < lowest || codes[i] > highest || bits == 1 && codes[i] == 0) {
                throw new IllegalArgumentException("Code " + codes[i] + " at " + i + " does not fit into " + bits
                        + (bits == 1
                                ? " bit: it holds -1 or 1."
                                : " bits: they hold " + lowest + " to " + highest + "."));
            }
            int field = bits == 1 ? (codes[i] + 1) / 2 : codes[i] & ((1 << bits) - 1);
            long at = (long) i * bits;
            int shifted = field << (at & 7);
            packed[(int) (at >> 3)] |= (byte) shifted;
            if (shifted > 0xFF) {
                packed[(int) (at >> 3) + 1] |= (byte) (shifted >> 8);
            }
        }
        return packed;
    }

    /** The {@code count} codes that {@link #pack} wrote. */
    public static byte[] unpack(byte[] packed, int count, int bits) {
        requireBits(bits);
        requireBytes(packed, bytes(count, bits), count);
        byte[] codes = new byte[count];
        unpack(packed, 0, bits, codes, count);
        return codes;
    }

    /** Codes {@code first} to {@code first + count} into the start of an array, read where they are packed. */
    public static void unpack(byte[] packed, int first, int bits, byte[] into, int count) {
        int done = 0;
        if (bits == Byte.SIZE) {
            System.arraycopy(packed, first, into, 0, count);
            done = count;
        } else if (bits == 2 && first % 4 == 0) {
            done = count - count % 4;
            unpackBytesOfFour(packed, first / 4, into, done);
        }
        plainUnpack(packed, first, bits, into, done, count);
    }

    private static void unpackBytesOfFour(byte[] packed, int first, byte[] into, int count) {
        for (int i = 0, at = first; i < count; i += 4, at++) {
            int four = packed[at];
            into[i] = (byte) (four << 30 >> 30);
            into[i + 1] = (byte) (four << 28 >> 30);
            into[i + 2] = (byte) (four << 26 >> 30);
            into[i + 3] = (byte) (four << 24 >> 30);
        }
    }

    static void plainUnpack(byte[] packed, int first, int bits, byte[] into, int from, int count) {
        int unused = 32 - bits;
        for (int i = from; i < count; i++) {
            long at = (long) (first + i) * bits;
            int index = (int) (at >> 3);
            int above = index + 1 < packed.length ? packed[index + 1] : 0;
            int field = ((packed[index] & 0xFF) | above << 8) >> (at & 7);
            into[i] = (byte) (bits == 1 ? 2 * (field & 1) - 1 : field << unused >> unused);
        }
    }

    /** Bytes that {@code count} ternary codes take, five to a byte. */
    public static int base3Bytes(int count) {
        return (count + CODES_OF_A_BASE_3_BYTE - 1) / CODES_OF_A_BASE_3_BYTE;
    }

    /** Ternary codes, five to a byte: byte = sum of (code + 1) * 3^j. 1.6 bits a weight. */
    public static byte[] packBase3(byte[] codes) {
        byte[] packed = new byte[base3Bytes(codes.length)];
        for (int b = 0; b < packed.length; b++) {
            int sum = 0;
            for (int j = CODES_OF_A_BASE_3_BYTE - 1; j >= 0; j--) {
                int i = b * CODES_OF_A_BASE_3_BYTE + j;
                int code = i < codes.length ? codes[i] : 0;
                if (code < -1 || code > 1) {
                    throw new IllegalArgumentException("Code " + code + " at " + i + " is not ternary: -1, 0 or 1.");
                }
                sum = 3 * sum + code + 1;
            }
            packed[b] = (byte) sum;
        }
        return packed;
    }

    /**
     * The {@code count} codes that {@link #packBase3} wrote.
     *
     * @throws IllegalArgumentException if it cannot have written these bytes
     */
    public static byte[] unpackBase3(byte[] packed, int count) {
        requireBytes(packed, base3Bytes(count), count);
        byte[] codes = new byte[count];
        for (int b = 0; b < packed.length; b++) {
            int rest = packed[b] & 0xFF;
            if (rest > LARGEST_BASE_3_BYTE) {
                throw new IllegalArgumentException("Byte " + b + " is " + rest
                        + ", but five ternary codes make at most " + LARGEST_BASE_3_BYTE + ".");
            }
            for (int i = b * CODES_OF_A_BASE_3_BYTE; i < Math.min(count, (b + 1) * CODES_OF_A_BASE_3_BYTE); i++) {
                codes[i] = (byte) (rest % 3 - 1);
                rest /= 3;
            }
        }
        return codes;
    }

    private static void requireBits(int bits) {
        if (bits < 1 || bits > 8) {
            throw new IllegalArgumentException("Codes of " + bits + " bits do not pack: use 1 to 8.");
        }
    }

    private static void requireBytes(byte[] packed, int expected, int count) {
        if (packed.length != expected) {
            throw new IllegalArgumentException(
                    packed.length + " bytes do not hold " + count + " codes; " + expected + " do.");
        }
    }
}
