package dev.tern.ibert;

/**
 * The scales of whole numbers between the products of an integer network. They are powers of two and do not depend on
 * data, so that every constant is known when the program is written and nothing overflows.
 */
public final class FixedPoint {
    /** Hidden states, the arguments of GELU and tanh: units of 2^-14, which leaves them +-512. */
    public static final int BITS = 14;

    /** Sums of embeddings, which are small: units of 2^-18, which leaves them +-32. */
    public static final int EMBEDDING_BITS = 18;

    /** Probabilities and the results of tanh: units of 2^-15. */
    public static final int UNIT_BITS = 15;

    /** The largest magnitude; what is beyond is saturated. A sum of two is exact in fp32, which training runs on. */
    public static final int LARGEST = (1 << 23) - 1;

    private FixedPoint() {}

    /** sum[i] += other[i], for n numbers from {@code at} and {@code otherAt} on. */
    public static void add(int[] sum, int at, int[] other, int otherAt, int n) {
        add(sum, at, other, otherAt, 0, n);
    }

    /** sum[i] += other[i] + offset, modulo 2^32, for n numbers from {@code at} and {@code otherAt} on. */
    public static void add(int[] sum, int at, int[] other, int otherAt, int offset, int n) {
        int done = 0;
        if (Lanes.PRESENT) {
            done = RescaleLanes.whole(n);
            RowLanes.add(sum, at, other, otherAt, offset, done);
        }
        for (int i = done; i < n; i++) {
            sum[at + i] += other[otherAt + i] + offset;
        }
    }

    /**
     * sum[at + i stride + c] += ofRow[i] + ofColumn[c], modulo 2^32.
     *
     * @param n columns
     */
    public static void addToRows(int[] sum, int at, int stride, int[] ofRow, int rows, int[] ofColumn, int n) {
        int done = 0;
        if (Lanes.PRESENT) {
            done = RescaleLanes.whole(n);
            RowLanes.addToRows(sum, at, stride, ofRow, rows, ofColumn, done);
        }
        plainAddToRows(sum, at, stride, ofRow, rows, ofColumn, done, n);
    }

    static void plainAddToRows(int[] sum, int at, int stride, int[] ofRow, int rows, int[] ofColumn, int from, int n) {
        if (from == n) {
            return;
        }
        for (int i = 0; i < rows; i++) {
            int row = at + i * stride;
            for (int c = from; c < n; c++) {
                sum[row + c] += ofRow[i] + ofColumn[c];
            }
        }
    }

    /** The sum of two, saturated. */
    public static void addSaturated(int[] sum, int at, int[] other, int otherAt, int n) {
        int done = 0;
        if (Lanes.PRESENT) {
            done = RescaleLanes.whole(n);
            RowLanes.addSaturated(sum, at, other, otherAt, done);
        }
        plainAddSaturated(sum, at, other, otherAt, done, n);
    }

    static void plainAddSaturated(int[] sum, int at, int[] other, int otherAt, int from, int n) {
        for (int i = from; i < n; i++) {
            int above = LARGEST - (sum[at + i] + other[otherAt + i]);
            int within = 2 * LARGEST - (above & ~(above >> 31));
            sum[at + i] = (within & ~(within >> 31)) - LARGEST;
        }
    }

    /** ReLU, which clears what is negative, of x[from] to x[to - 1], in place. */
    public static void relu(int[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] &= ~(x[i] >> 31);
        }
    }
}
