package dev.tern.ibert;

/**
 * Integer softmax of one row: Kim et al., I-BERT, ICML 2021 (section 3.5) as in the published code. With e the
 * {@link IntegerExp} of q - max q, requantized to 16 bits:
 *
 * <pre>
 *   F = floor(2^32 / sum e),  out = floor(e F / 2^24),  S_out = 1 / 256
 * </pre>
 *
 * <p>The division rounds down: a row sums to 256 or less. The published code requantizes with a learned range that is fed
 * whole numbers where it expects real ones; here the range is given, 1 for a true exponential.
 */
public final class IntegerSoftmax {
    /** What a unit of the result is worth. */
    public static final double OUTPUT_SCALE = 1.0 / 256;

    private static final int LARGEST_16_BIT = (1 << 15) - 1;
    private static final int SUM_BITS = 32;
    private static final int OUTPUT_BITS = 8;

    private final IntegerExp exp;
    private final Dyadic to16Bits;

    /**
     * @param scale S of the scores, as {@link IntegerExp} takes it
     * @param largest value that 16 bits have to hold, 1 for exponentials of what is not positive
     */
    public IntegerSoftmax(double scale, double largest) {
        exp = new IntegerExp(scale);
        to16Bits = Dyadic.of(exp.outputScale() * LARGEST_16_BIT / largest);
    }

    /** The exponentials in 16 bits of the scores q[from] to q[from + count - 1]. */
    public void exponentials(int[] q, int from, int count, int[] result) {
        int largest = q[from];
        for (int i = 1; i < count; i++) {
            largest = Math.max(largest, q[from + i]);
        }
        for (int i = 0; i < count; i++) {
            long value = to16Bits.apply(exp.apply((long) q[from + i] - largest));
            result[from + i] = (int) Math.min(value, LARGEST_16_BIT);
        }
    }

    /**
     * The probabilities of a row in units of 1/256, 0 to 255; {@code result} may be {@code q}.
     *
     * @param from where the row begins, in both arrays
     * @param count its length, at least 1
     */
    public void apply(int[] q, int from, int count, int[] result) {
        exponentials(q, from, count, result);
        long sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += result[i];
        }
        long factor = (1L << SUM_BITS) / sum;
        for (int i = from; i < from + count; i++) {
            result[i] = (int) ((result[i] * factor) >> (SUM_BITS - OUTPUT_BITS));
        }
    }
}
