package dev.tern.report;

import dev.tern.view.TableView;
import java.util.function.Function;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * What the language answers in rows: a Tablesaw table, to sort, filter and save as any other, that shows itself with
 * bars and units.
 */
public final class ResultTable extends Table {
    private final Function<Table, TableView> view;

    /**
     * A table.
     *
     * @param view how its columns are written; asked anew each time, since rows may have been added
     */
    public ResultTable(String name, Function<Table, TableView> view, Column<?>... columns) {
        super(name, columns);
        this.view = view;
    }

    /** The table as HTML: numbers to the right, with their units. */
    public String toHtml() {
        return view.apply(this).toHtml();
    }

    @Override
    public String toString() {
        return view.apply(this).toString();
    }
}
