package dev.tern.integer;

/** What one sequence needs room for while it is walked; grows to the longest, then is reused. */
final class Sequence {
    int length;

    /** The length rounded up so that products are of few shapes; what stands in the rows beyond is of no account. */
    int padded;

    Observer observer = Observer.NONE;

    int[] hidden = new int[0];
    byte[] queries = new byte[0];
    byte[] keys = new byte[0];
    byte[] values = new byte[0];

    /** What goes into the feed-forward block, and what is between its two layers. */
    byte[] middle = new byte[0];

    byte[] wide = new byte[0];

    /**
     * Makes room.
     *
     * @param width of hidden states
     * @param inner of queries, keys and values
     * @param feedForward of the feed-forward block
     */
    void begin(Text text, int width, int inner, int feedForward) {
        length = text.length();
        observer = text.observer();
        padded = Block.padded(length);
        // A block of queries may begin at any row and is padded, too.
        int queryRows = padded + Block.padded(1);
        if (hidden.length < length * width || queries.length < queryRows * inner) {
            hidden = new int[length * width];
            queries = new byte[queryRows * inner];
            keys = new byte[padded * inner];
            values = new byte[padded * inner];
            middle = new byte[length * width];
            wide = new byte[length * feedForward];
        }
    }
}
