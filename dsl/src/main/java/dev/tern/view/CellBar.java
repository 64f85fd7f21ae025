package dev.tern.view;

import java.util.Set;

/**
 * The bars beside the numbers of a column: how far each is on its way from one end of a range to the other. A number
 * beyond an end has an empty or a full bar, a missing one (NaN) none.
 *
 * @param low where a bar is empty
 * @param high where a bar is full; greater than {@code low}
 * @param highlighted rows, counted from 0, whose bar stands out
 */
record CellBar(double low, double high, Set<Integer> highlighted) {
    private static final int PIXELS = 90;
    private static final int CHARACTERS = 10;

    /**
     * The bar of one row in a notebook.
     *
     * @param references rows whose bar is grey unless it stands out
     */
    String html(double value, int row, Set<Integer> references) {
        if (Double.isNaN(value)) {
            return "";
        }
        String colour = highlighted.contains(row)
                ? Style.NEGATIVE
                : references.contains(row) ? Style.REFERENCE : Style.POSITIVE;
        return "<div style=\"width:" + PIXELS + "px;height:8px;background:rgba(128,128,128,.15)\"><div style=\"width:"
                + Math.round(PIXELS * share(value)) + "px;height:8px;background:" + colour + "\"></div></div>";
    }

    /** The bar of one row in a terminal. */
    String text(double value) {
        return Double.isNaN(value) ? "" : TextGrid.bar(share(value), CHARACTERS);
    }

    private double share(double value) {
        return Math.max(0, Math.min(1, (value - low) / (high - low)));
    }
}
