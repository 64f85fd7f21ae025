package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The gradient of a table of which a step read a few rows: their numbers and their gradients. All other rows have 0. */
final class RowGradient {
    private final int tableRows;
    private final int width;
    private int[] rows = new int[0];
    private @Nullable FloatBuffer values;

    RowGradient(int tableRows, int width) {
        this.tableRows = tableRows;
        this.width = width;
    }

    /**
     * @param chosen numbers of rows, ascending; not copied
     * @param gradients of these rows, one after the other; copied
     */
    void set(int[] chosen, FloatBuffer gradients) {
        rows = chosen;
        memory(chosen.length).put(0, gradients, 0, chosen.length * width);
    }

    /** Grows at once to what the next batches may need, since they differ by a few rows. */
    private FloatBuffer memory(int count) {
        FloatBuffer held = values;
        if (held == null || held.capacity() < count * width) {
            close();
            held = Memory.lend((long) Math.min(tableRows, count + count / 2) * width);
            values = held;
        }
        return held;
    }

    /** Elements {@code at} to {@code at + n} of the whole table's gradient. */
    void read(int at, float[] to, int n) {
        Arrays.fill(to, 0, n, 0);
        FloatBuffer held = memory(rows.length);
        int found = Arrays.binarySearch(rows, at / width);
        for (int i = found < 0 ? -found - 1 : found; i < rows.length && rows[i] * width < at + n; i++) {
            int start = Math.max(at, rows[i] * width);
            int end = Math.min(at + n, (rows[i] + 1) * width);
            held.get(i * width + start - rows[i] * width, to, start - at, end - start);
        }
    }

    /** Adds these rows to the whole table's gradient. */
    static void add(int[] rows, FloatBuffer gradients, int width, FloatBuffer to) {
        float[] row = Scratch.floats(0, width);
        for (int i = 0; i < rows.length; i++) {
            gradients.get(i * width, row, 0, width);
            Rows.give(to, true, rows[i] * width, row, width);
        }
    }

    void addTo(FloatBuffer to) {
        add(rows, memory(rows.length), width, to);
    }

    /** Hands the memory on. */
    void close() {
        if (values != null) {
            Memory.giveBack(values);
            values = null;
        }
    }
}
