package dev.tern;

import dev.tern.view.TableView;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A comparison's result: a Tablesaw table, to sort, filter and save as any other, that shows itself with bars and units.
 */
public final class ResultTable extends Table {
    ResultTable(String name, Column<?>... columns) {
        super(name, columns);
    }

    private TableView view() {
        DoubleColumn smaller = doubleColumn("smaller");
        int[] shrunk = IntStream.range(0, rowCount())
                .filter(row -> smaller.getDouble(row) > 1.5)
                .toArray();
        return TableView.of(this)
                .percent("accuracy")
                .bar("accuracy", 0, 1, shrunk)
                .reference(0)
                .points("lost")
                .mebibytes("size")
                .times("smaller")
                .milliseconds("ms");
    }

    /** The table as HTML: right-aligned numbers, a bar for accuracy, sizes in MiB. */
    public String toHtml() {
        return view().toHtml();
    }

    @Override
    public String toString() {
        return view().toString();
    }
}
