package dev.tern.integer;

import dev.tern.ibert.Rescale;

/**
 * A place of an integer program: whole numbers of any scale to codes. State: {@code PLACE}, which holds multiplier and
 * shift of the ratio, the lowest and the highest code counted from that of zero, and the byte of zero.
 */
final class CodesStep {
    private final String name;
    private final Rescale rescale;
    private final int zero;
    private final String type;

    CodesStep(ProgramState state, String name) {
        int[] numbers = state.numbers(name, 5);
        this.name = name;
        rescale = new Rescale(numbers[0], numbers[1], numbers[2], numbers[3]);
        zero = numbers[4];
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(numbers[3] - numbers[2]);
        type = (zero + numbers[2] < 128 && zero >= 128 ? "int" : "uint") + bits + " (×" + numbers[0] + " ≫ "
                + numbers[1] + ")";
    }

    String name() {
        return name;
    }

    /** How a trace names the codes. */
    String type() {
        return type;
    }

    /** The byte of zero. */
    int zero() {
        return zero;
    }

    /** The codes of x[from] to x[to - 1] as unsigned bytes, from {@code codes[at]} on. */
    void apply(int[] x, int from, int to, byte[] codes, int at) {
        rescale.bytes(x, from, to, zero, codes, at);
    }
}
