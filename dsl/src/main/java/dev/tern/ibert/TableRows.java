package dev.tern.ibert;

/** Rows of packed embedding tables as summands in units of 2^-18. */
public final class TableRows {
    /** Bits after the point of a multiplier that a summand does not have. */
    public static final int BITS = 4;

    private TableRows() {}

    /**
     * sum[at + c] += floor(codes[c] multiplier / 2^4 + 1/2), saturated.
     *
     * @param codes of magnitudes up to 255
     * @param multiplier what a code is worth, in units of 2^-22, 0 to 2^22
     */
    public static void add(int[] codes, int multiplier, int[] sum, int at, int n) {
        int done = 0;
        if (Lanes.PRESENT) {
            done = RescaleLanes.whole(n);
            RowLanes.addTable(codes, multiplier, sum, at, done);
        }
        plain(codes, multiplier, sum, at, done, n);
    }

    /** The same with codes[c] - zero in the place of codes[c]. */
    public static void add(byte[] codes, int zero, int multiplier, int[] sum, int at, int n) {
        int done = 0;
        if (Lanes.PRESENT) {
            done = RescaleLanes.whole(n);
            RowLanes.addTable(codes, zero, multiplier, sum, at, done);
        }
        for (int c = done; c < n; c++) {
            sum[at + c] = plain(codes[c] - zero, multiplier, sum[at + c]);
        }
    }

    static void plain(int[] codes, int multiplier, int[] sum, int at, int from, int n) {
        for (int c = from; c < n; c++) {
            sum[at + c] = plain(codes[c], multiplier, sum[at + c]);
        }
    }

    private static int plain(int code, int multiplier, int sum) {
        int value = sum + (code * multiplier + (1 << BITS - 1) >> BITS);
        int above = FixedPoint.LARGEST - value;
        int within = 2 * FixedPoint.LARGEST - (above & ~(above >> 31));
        return (within & ~(within >> 31)) - FixedPoint.LARGEST;
    }
}
