package dev.tern.tensor;

/**
 * A loop over the rows of a matrix, in parts that {@link Threads} share. A part's shape decides what oneDNN compiles, so
 * parts have few sizes. For one caller at a time.
 */
final class NativeRows implements Threads.Part {
    /** What is done with {@code count} rows from {@code first} on; called on several threads. */
    @FunctionalInterface
    interface Part {
        void run(int first, int count);
    }

    private static final int PART_ROWS = 256;

    private final Part part;
    private int rows;
    private int step;

    NativeRows(Part part) {
        this.part = part;
    }

    /** Runs it on this many rows, {@link #PART_ROWS} at a time, or fewer where there is not a part for each thread. */
    void over(int n) {
        int size = Math.min(PART_ROWS, (n + Threads.count() - 1) / Threads.count());
        // A single row is another algorithm, which sums in another order.
        while (size > 2 && n % size == 1) {
            size--;
        }
        rows = n;
        step = size;
        Threads.parallel((n + size - 1) / size, 1, this);
    }

    @Override
    public void run(int from, int to) {
        for (int i = from; i < to; i++) {
            part.run(i * step, Math.min(step, rows - i * step));
        }
    }
}
