package dev.tern.integer;

/** What one sequence needs room for while it is walked; grows to the longest, then is reused. */
final class Sequence {
    int length;

    /** The length rounded up so that products are of few shapes; what stands in the rows beyond is of no account. */
    int padded;

    int[] hidden = new int[0];
    byte[] queries = new byte[0];
    byte[] keys = new byte[0];
    byte[] values = new byte[0];

    /**
     * Makes room.
     *
     * @param width of hidden states
     * @param inner of queries, keys and values
     */
    void begin(int newLength, int width, int inner) {
        length = newLength;
        padded = Block.padded(newLength);
        // A block of queries may begin at any row and is padded, too.
        int queryRows = padded + Block.padded(1);
        if (hidden.length < length * width || queries.length < queryRows * inner) {
            hidden = new int[length * width];
            queries = new byte[queryRows * inner];
            keys = new byte[padded * inner];
            values = new byte[padded * inner];
        }
    }
}
