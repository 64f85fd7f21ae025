package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The gradient of a table of which a step read a few rows: their numbers and their gradients. All other rows have 0. */
final class RowGradient {
    private final int tableRows;
    private final int width;
    private int[] rows = new int[0];
    private int count;
    private @Nullable FloatBuffer values;

    RowGradient(int tableRows, int width) {
        this.tableRows = tableRows;
        this.width = width;
    }

    /**
     * @param chosen numbers of rows, ascending
     * @param chosenCount how many of them
     * @param gradients of these rows, one after the other
     */
    void set(int[] chosen, int chosenCount, FloatBuffer gradients) {
        count = chosenCount;
        if (rows.length < count) {
            rows = new int[Math.min(tableRows, count + count / 2)];
        }
        System.arraycopy(chosen, 0, rows, 0, count);
        memory(count).put(0, gradients, 0, count * width);
    }

    /** Grows at once to what the next batches may need, since they differ by a few rows. */
    private FloatBuffer memory(int needed) {
        FloatBuffer held = values;
        if (held == null || held.capacity() < needed * width) {
            close();
            held = Memory.lend((long) Math.min(tableRows, needed + needed / 2) * width);
            values = held;
        }
        return held;
    }

    /** Elements {@code at} to {@code at + n} of the whole table's gradient. */
    void read(int at, float[] to, int n) {
        Arrays.fill(to, 0, n, 0);
        FloatBuffer held = memory(count);
        int found = Arrays.binarySearch(rows, 0, count, at / width);
        for (int i = found < 0 ? -found - 1 : found; i < count && rows[i] * width < at + n; i++) {
            int start = Math.max(at, rows[i] * width);
            int end = Math.min(at + n, (rows[i] + 1) * width);
            held.get(i * width + start - rows[i] * width, to, start - at, end - start);
        }
    }

    /** Adds these rows to the whole table's gradient. */
    static void add(int[] rows, int count, FloatBuffer gradients, int width, FloatBuffer to) {
        float[] row = Scratch.floats(0, width);
        for (int i = 0; i < count; i++) {
            gradients.get(i * width, row, 0, width);
            Rows.give(to, true, rows[i] * width, row, width);
        }
    }

    void addTo(FloatBuffer to) {
        add(rows, count, memory(count), width, to);
    }

    /** Hands the memory on. */
    void close() {
        if (values != null) {
            Memory.giveBack(values);
            values = null;
        }
    }
}
