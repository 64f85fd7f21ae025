package dev.tern.install.startup;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.display.Renderer;
import dev.tern.report.ResultTable;
import dev.tern.view.TableView;
import tech.tablesaw.api.Table;

/** Shows a Tablesaw table, its types and its size as HTML, and as text in a terminal. */
public final class TableRenderer implements Renderer {
    @Override
    public boolean accepts(Object value) {
        // A result shows itself, with bars and units.
        return value instanceof Table && !(value instanceof ResultTable);
    }

    @Override
    public MimeBundle render(Object value) {
        TableView view = TableView.of((Table) value).described();
        return MimeBundle.html(view.toHtml(), view.toString());
    }
}
