package dev.tern.integer;

/** Sees the codes of one sequence pass as unsigned bytes; several threads call it. */
interface Observer {
    /** Sees nothing. */
    Observer NONE = new Observer() {
        @Override
        public void see(CodesStep place, int row, int rows, byte[] codes, int from, int width) {}

        @Override
        public void seePart(CodesStep place, int part, int row, byte[] codes, int from, int count) {}
    };

    /** Rows of a place from {@code row} on, of {@code width} codes each, from index {@code from}. */
    void see(CodesStep place, int row, int rows, byte[] codes, int from, int width);

    /** A row of one head's probabilities, from index {@code from}. */
    void seePart(CodesStep place, int head, int row, byte[] codes, int from, int count);
}
