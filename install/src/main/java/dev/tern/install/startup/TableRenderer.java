package dev.tern.install.startup;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.display.Renderer;
import dev.tern.view.TableView;
import tech.tablesaw.api.Table;

/** Shows a Tablesaw table as HTML, and as text in a terminal. */
public final class TableRenderer implements Renderer {
    @Override
    public boolean accepts(Object value) {
        return value instanceof Table;
    }

    @Override
    public MimeBundle render(Object value) {
        TableView view = TableView.of((Table) value);
        return MimeBundle.html(view.toHtml(), view.toString());
    }
}
