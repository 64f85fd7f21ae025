package dev.tern.integer;

/** What one sequence needs room for while it is walked; grows to the longest, then is reused. */
final class Sequence {
    int length;
    int[] hidden = new int[0];
    int[] queries = new int[0];
    int[] keys = new int[0];
    int[] values = new int[0];

    /**
     * Makes room.
     *
     * @param width of hidden states
     * @param inner of queries, keys and values
     */
    void begin(int newLength, int width, int inner) {
        length = newLength;
        if (hidden.length < length * width || queries.length < length * inner) {
            hidden = new int[length * width];
            queries = new int[length * inner];
            keys = new int[length * inner];
            values = new int[length * inner];
        }
    }
}
