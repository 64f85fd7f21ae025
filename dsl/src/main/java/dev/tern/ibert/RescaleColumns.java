package dev.tern.ibert;

/**
 * Sums whose columns have scales of their own to whole numbers of one scale: rne(q m_c / 2^16), m_c in [0, 2^16]. The
 * scale is the largest of the columns', so no number grows, and 24 bits remain 24.
 */
public final class RescaleColumns {
    /** Bits after the point of a multiplier. */
    public static final int BITS = 16;

    private static final int SPLIT = 12;
    private static final int MASK = (1 << SPLIT) - 1;
    static final int RIGHT = BITS - SPLIT + 1;

    private final int[] multipliers;

    /** @param multipliers one a column, 0 to 2^16 */
    public RescaleColumns(int[] multipliers) {
        for (int multiplier : multipliers) {
            if (multiplier < 0 || multiplier > 1 << BITS) {
                throw new IllegalArgumentException(
                        "A column's multiplier lies from 0 to 2^16, not at " + multiplier + ".");
            }
        }
        this.multipliers = multipliers.clone();
    }

    /** The row that begins at {@code at}, in place; numbers of up to 24 bits. */
    public void apply(int[] q, int at) {
        int done = 0;
        if (Lanes.PRESENT) {
            done = RescaleLanes.whole(multipliers.length);
            RescaleLanes.columns(multipliers, q, at, done);
        }
        plain(q, at, done);
    }

    void plain(int[] q, int at, int from) {
        int[] m = multipliers;
        for (int c = from; c < m.length; c++) {
            int x = q[at + c];
            int high = x >> SPLIT;
            int low = (x - (high << SPLIT)) * m[c];
            int carry = low >> SPLIT;
            int sum = (high * m[c] + carry << 1) + (low - (carry << SPLIT) + MASK >> SPLIT);
            int floor = sum >> RIGHT;
            q[at + c] = sum + (1 << RIGHT - 1) - 1 + (floor - (floor >> 1 << 1)) >> RIGHT;
        }
    }
}
