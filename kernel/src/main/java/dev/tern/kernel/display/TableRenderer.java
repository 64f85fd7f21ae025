package dev.tern.kernel.display;

import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;

/** Shows maps, records, and collections and arrays of them or of rows, as bounded tables. */
final class TableRenderer implements Renderer {
    private static final int SHORT = 80;

    @Override
    public boolean accepts(Object value) {
        boolean candidate = value instanceof Map
                || value instanceof Record
                || value instanceof Collection
                || value.getClass().isArray();
        try {
            return candidate && Tables.find(value) != null;
        } catch (RuntimeException unreadable) {
            // The plain text will say so.
            return false;
        }
    }

    @Override
    public MimeBundle render(Object value) {
        Supplier<Grid> table = Tables.find(value);
        if (table == null) {
            return MimeBundle.plain(PlainText.of(value));
        }
        Grid grid = table.get();
        // What Java writes in one short line reads better in a terminal than a table of one row.
        String line = PlainText.line(value, SHORT);
        boolean isShort = !line.endsWith("…") && (grid.rows() < 3 || !(value instanceof Collection));
        return MimeBundle.html(grid.html(), isShort ? PlainText.of(value) : grid.text());
    }
}
