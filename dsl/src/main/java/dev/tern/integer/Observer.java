package dev.tern.integer;

/** Sees the codes of one sequence pass, counted from that of zero; several threads call it. */
interface Observer {
    /** Sees nothing. */
    Observer NONE = new Observer() {
        @Override
        public void see(CodesStep place, int row, int rows, int[] codes, int from, int width) {}

        @Override
        public void seePart(CodesStep place, int part, int row, int[] codes, int count) {}
    };

    /** Rows of a place from {@code row} on, of {@code width} codes each, from index {@code from}. */
    void see(CodesStep place, int row, int rows, int[] codes, int from, int width);

    /** A row of one head's probabilities. */
    void seePart(CodesStep place, int head, int row, int[] codes, int count);
}
