package dev.tern.ibert;

import java.util.function.IntPredicate;

/**
 * Whole numbers of one scale to whole numbers of another, in 32-bit arithmetic a compiler vectorizes:
 *
 * <pre>
 *   out = saturate(rne(q m / 2^k), lowest, highest),  m in [2^15, 2^16)
 * </pre>
 *
 * <p>{@code fixedpoint_mul} of I-BERT's code (Kim et al., ICML 2021, section 3.2) has 31 bits in m and needs products of
 * 64; 16 bits leave a ratio 2^-17 off at most, a hundredth of a code of 8 bits. The product is taken in two parts, which
 * leave what lies below the rounding in one sticky bit: the result is exact, half to even, for |q| up to 2^25, and q
 * beyond counts as that.
 */
public final class Rescale {
    static final int SPLIT = 12;
    private static final int MASK = (1 << SPLIT) - 1;
    private static final int LARGEST_INPUT = 1 << 25;
    private static final int LARGEST_SHIFT = 41;

    /**
     * Half up instead of half to even, {@code q m + 2^(k-1) >> k}, where no q between {@link #least} and {@link #most}, which
     * give the ends of the range, is half-way between two results.
     */
    enum Floor {
        /** Some are, or the ends are no results. */
        NONE,
        /** The product is taken in two parts. */
        SPLIT,
        /** It fits 32 bits. */
        WHOLE
    }

    final int multiplier;
    final int shift;
    final Floor floor;
    final int least;
    final int most;
    final int left;
    final int right;
    final int limit;
    final int lowest;
    final int highest;

    /**
     * @param multiplier m in [2^15, 2^16)
     * @param shift k, at least -11
     * @param lowest smallest result, above -2^24
     * @param highest largest result, below 2^24
     */
    public Rescale(int multiplier, int shift, int lowest, int highest) {
        if (multiplier < 1 << 15 || multiplier >= 1 << 16 || shift < -11) {
            throw new IllegalArgumentException("A ratio of scales is m / 2^k with m in [2^15, 2^16) and k >= -11, not "
                    + multiplier + " / 2^" + shift + ".");
        }
        if (lowest > highest || lowest <= -(1 << 24) || highest >= 1 << 24) {
            throw new IllegalArgumentException(
                    "Results lie within 24 bits, not from " + lowest + " to " + highest + ".");
        }
        boolean isZero = shift > LARGEST_SHIFT;
        this.multiplier = isZero ? 0 : multiplier;
        // One bit more than the split, so that a bit above the sticky one is rounded off.
        this.left = Math.max(0, SPLIT + 1 - shift);
        this.right = isZero ? 2 : shift + left - SPLIT + 1;
        this.lowest = lowest;
        this.highest = highest;
        long reach = Math.max(Math.abs((long) lowest), Math.abs((long) highest)) + 1;
        long scaled = shift >= 0 ? (reach << Math.min(shift, 30)) / multiplier : (reach >> -shift) / multiplier;
        this.limit = left == 0 ? LARGEST_INPUT : (int) Math.min(LARGEST_INPUT, scaled + 1);
        this.shift = shift;
        this.least = -last(q -> apply(-q) > lowest);
        this.most = last(q -> apply(q) < highest);
        this.floor = floor();
    }

    /** The first number that gives the end of the range, out of those that give what is before it. */
    private static int last(IntPredicate isBefore) {
        int before = -LARGEST_INPUT - 1;
        int end = LARGEST_INPUT;
        while (end - before > 1) {
            int middle = before + end >> 1;
            if (isBefore.test(middle)) {
                before = middle;
            } else {
                end = middle;
            }
        }
        return end;
    }

    private Floor floor() {
        long reach = Math.max(Math.abs((long) least), Math.abs((long) most));
        int halves = shift - 1 - Integer.numberOfTrailingZeros(multiplier);
        if (multiplier == 0
                || shift <= SPLIT + 1
                || shift > LARGEST_SHIFT
                || 1L << Math.max(0, halves) <= reach
                || halfUp(least) != lowest
                || halfUp(most) != highest) {
            return Floor.NONE;
        }
        boolean fits = shift < Integer.SIZE - 1 && reach * multiplier + (1L << shift - 1) <= Integer.MAX_VALUE;
        return fits ? Floor.WHOLE : Floor.SPLIT;
    }

    /** Not saturated: where results lie more than one apart, an end may be passed over. */
    private long halfUp(long q) {
        return q * multiplier + (1L << shift - 1) >> shift;
    }

    /** One number. */
    public int apply(int q) {
        int x = Math.max(-limit, Math.min(limit, q)) << left;
        int low = (x & MASK) * multiplier;
        int sum = (((x >> SPLIT) * multiplier + (low >> SPLIT)) << 1) + (((low & MASK) + MASK) >> SPLIT);
        int rounded = (sum + (1 << right - 1) - 1 + ((sum >> right) & 1)) >> right;
        return Math.max(lowest, Math.min(highest, rounded));
    }

    /**
     * The numbers q[from] to q[to - 1], of up to 30 bits, to out[at] and on; {@code out} may be {@code q} if {@code at} is
     * {@code from}.
     */
    public void apply(int[] q, int from, int to, int[] out, int at) {
        int done = 0;
        if (Lanes.PRESENT) {
            done = RescaleLanes.whole(to - from);
            RescaleLanes.apply(this, q, from, from + done, out, at);
        }
        plain(q, from + done, to, out, at + done);
    }

    /** The same, plus {@code zero}, of which 8 bits are kept. */
    public void bytes(int[] q, int from, int to, int zero, byte[] out, int at) {
        int done = 0;
        if (Lanes.PRESENT) {
            done = RescaleLanes.whole(to - from);
            RescaleLanes.bytes(this, q, from, from + done, zero, out, at);
        }
        plainBytes(q, from + done, to, zero, out, at + done);
    }

    void plainBytes(int[] q, int from, int to, int zero, byte[] out, int at) {
        for (int i = from; i < to; i++) {
            out[at + i - from] = (byte) (apply(q[i]) + zero);
        }
    }

    /**
     * x &amp; ~(x &gt;&gt; 31) is max(x, 0) and x - (x &gt;&gt; n &lt;&lt; n) a remainder: JDK 17 vectorizes these,
     * but neither Math.max nor a mask beside a shift nor two arrays at two places, which takes ten times as long.
     */
    void plain(int[] q, int from, int to, int[] out, int at) {
        int m = multiplier;
        int up = left;
        int down = right;
        int half = (1 << right - 1) - 1;
        int bound = limit;
        int least = lowest;
        int most = highest;
        int end = at + to - from;
        System.arraycopy(q, from, out, at, to - from);
        for (int i = at; i < end; i++) {
            int over = bound - out[i];
            int under = 2 * bound - (over & ~(over >> 31));
            int x = (under & ~(under >> 31)) - bound << up;
            int high = x >> SPLIT;
            int low = (x - (high << SPLIT)) * m;
            int carry = low >> SPLIT;
            int sum = (high * m + carry << 1) + (low - (carry << SPLIT) + MASK >> SPLIT);
            int floor = sum >> down;
            int rounded = sum + half + (floor - (floor >> 1 << 1)) >> down;
            int above = most - rounded;
            int within = most - (above & ~(above >> 31)) - least;
            out[i] = (within & ~(within >> 31)) + least;
        }
    }
}
