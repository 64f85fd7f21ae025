package dev.tern.integer;

/** What one thread needs room for while it takes some rows through a layer; made once, then reused. */
final class Block {
    /** Rows of a block: few enough that their sums stay near a core, enough for a product to be fast. */
    static final int ROWS = 64;

    /** Rows are rounded up to these where shapes should be few. */
    private static final int STEP = 16;

    /** Scores of one head at a time, unless a step of rows has more. */
    private static final int SCORES = ROWS * 64;

    final byte[] bytes;
    final int[] sums;
    final int[] other;
    int[] scores = new int[0];
    byte[] probabilities = new byte[0];
    private final int heads;

    /**
     * @param widest the most numbers a row has anywhere
     * @param heads of attention
     * @param inner numbers of all heads in a row
     */
    Block(int widest, int heads, int inner) {
        bytes = new byte[ROWS * widest];
        sums = new int[Math.max(ROWS * widest, (ROWS + STEP) * inner)];
        other = new int[ROWS * widest];
        this.heads = heads;
    }

    /** The next multiple of {@link #STEP}. */
    static int padded(int rows) {
        return (rows + STEP - 1) & -STEP;
    }

    /** How many queries attention takes at a time, so that scores of so many keys stay near a core. */
    static int queries(int keys) {
        return Math.max(STEP, Math.min(ROWS, SCORES / keys & -STEP));
    }

    /** Makes room for the scores of so many keys. */
    void begin(int keys) {
        int most = queries(keys) * keys;
        if (scores.length < most) {
            scores = new int[most];
            probabilities = new byte[heads * most];
        }
    }
}
