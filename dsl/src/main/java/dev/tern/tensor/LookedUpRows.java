package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * The rows of a table that a batch looks up, each once, in order. A table of 30,522 words is read, quantized and given a
 * gradient at some hundred of its rows only: whoever works on {@link #select} instead of the table does no more than
 * that.
 */
public final class LookedUpRows {
    private static final ThreadLocal<int[]> PLACES = ThreadLocal.withInitial(() -> new int[0]);

    private static final Kind<LookedUpRows> KIND = new Kind<>(LookedUpRows::new);

    /** What was read of one table. */
    private static final class Selection extends Operation {
        static final Kind<Selection> KIND = new Kind<>(Selection::new);

        private Tensor table = Tensor.NONE;
        private int[] rows = {};
        private int count;

        @Override
        protected void backward() {
            table.addGradient(rows, count, y.gradientMemory());
        }
    }

    private int[] rows = {};
    private int count;
    private int[] places = {};

    private LookedUpRows() {}

    /**
     * Valid until the tape is reset.
     *
     * @param ids rows looked up, in any order, as often as they occur
     * @param tableRows rows of the table
     */
    public static LookedUpRows of(Tape tape, int[] ids, int tableRows) {
        int[] place = placesOf(tableRows);
        for (int id : ids) {
            place[Objects.checkIndex(id, tableRows)] = 1;
        }
        // As long as it may have to be: an array of just this batch's count would fit no other batch.
        int[] rows = tape.ints(ids.length);
        int next = 0;
        for (int row = 0; row < tableRows; row++) {
            if (place[row] == 1) {
                rows[next] = row;
                place[row] = next++;
            }
        }
        int[] places = tape.ints(ids.length);
        for (int i = 0; i < ids.length; i++) {
            places[i] = place[ids[i]];
        }
        LookedUpRows found = tape.take(KIND);
        found.rows = rows;
        found.count = next;
        found.places = places;
        return found;
    }

    /** The calling thread's zeros, one for each row of a table: as long as a vocabulary, so it is kept. */
    private static int[] placesOf(int tableRows) {
        int[] held = PLACES.get();
        if (held.length < tableRows) {
            held = new int[tableRows];
            PLACES.set(held);
        }
        Arrays.fill(held, 0, tableRows, 0);
        return held;
    }

    /** Where in {@link #select} each of the ids is; not a copy. */
    public int[] places() {
        return places;
    }

    /** How many rows there are, each counted once. */
    public int count() {
        return count;
    }

    /**
     * These rows of a table; backward gives the table a gradient that is kept by row.
     *
     * @param table real, rows x width
     * @return {@link #count} x width
     */
    public Tensor select(Tape tape, Tensor table) {
        int width = table.columns();
        Tensor y = tape.result(count, width, table);
        FloatBuffer from = table.data();
        FloatBuffer to = y.data();
        for (int i = 0; i < count; i++) {
            to.put(i * width, from, rows[i] * width, width);
        }
        Selection selection = tape.take(Selection.KIND);
        selection.table = table;
        selection.rows = rows;
        selection.count = count;
        selection.y = y;
        return tape.record(selection);
    }
}
