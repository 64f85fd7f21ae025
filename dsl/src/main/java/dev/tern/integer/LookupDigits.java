package dev.tern.integer;

/**
 * How narrow codes are read several at a time: code = lowest + step · digit, and the digits of neighbouring inputs, as a
 * number to the base, make a key below 32.
 *
 * @param name of such weights
 * @param base how many codes there are
 * @param inputs that share a key
 * @param lowest code of digit 0
 * @param step from one digit to the next
 */
record LookupDigits(String name, int base, int inputs, int lowest, int step) {
    /** 3³ = 27 keys. */
    static final LookupDigits TERNARY = new LookupDigits("ternary", 3, 3, -1, 1);

    /** 2⁵ = 32 keys; there is no code 0. */
    static final LookupDigits BINARY = new LookupDigits("binary", 2, 5, -1, 2);

    /** 4² = 16 keys: two's complement of 2 bits. */
    static final LookupDigits TWO_BITS = new LookupDigits("int2", 4, 2, -2, 1);

    /** Room for keys in a vector of 64 bytes, at two bytes an entry. */
    static final int KEYS = 32;

    /** Digits of every key at one of its inputs. */
    short[] digits(int input) {
        short[] digits = new short[KEYS];
        int weight = 1;
        for (int j = 0; j < input; j++) {
            weight *= base;
        }
        for (int key = 0; input < inputs && key < KEYS; key++) {
            digits[key] = (short) (key / weight % base);
        }
        return digits;
    }

    /** Whether all codes are among these. */
    boolean hold(byte[] codes) {
        for (byte code : codes) {
            int above = code - lowest;
            if (above < 0 || above % step != 0 || above / step >= base) {
                return false;
            }
        }
        return true;
    }
}
