package dev.tern.integer;

/**
 * The two products of attention for some heads of one sequence. All kernels give the same whole numbers;
 * {@link PlainHeads} is the judge.
 */
interface ProductOfHeads {
    /** The fastest here. */
    static ProductOfHeads choice() {
        HeadProducts library = HeadProducts.ifUsable();
        return library == null ? new PlainHeads() : library;
    }

    /**
     * Codes of one sequence.
     *
     * @param codes unsigned bytes in rows of {@code stride}
     * @param at where the first head's first code is
     * @param apart from one head's first code to the next one's
     * @param zero the code of zero
     */
    record Codes(byte[] codes, int at, int stride, int apart, int zero) {}

    /**
     * What is multiplied.
     *
     * @param heads how many
     * @param rows queries
     * @param time keys and values
     * @param width codes of a head
     */
    record Measures(int heads, int rows, int time, int width) {}

    /** Takes the sums of a head. */
    interface Head {
        void take(int head);
    }

    /**
     * Sums [rows, time] of queries times keys, over the width of a head: one head after the other, each handed on in the
     * start of {@code sums} while it is near.
     */
    void scores(Codes queries, Codes keys, Measures measures, int[] sums, Head then);

    /**
     * Sums [rows, heads · width] of probabilities, [heads, rows, time], times values, from {@code sums[to]} on.
     */
    void context(Codes probabilities, Codes values, Measures measures, int[] sums, int to);
}
