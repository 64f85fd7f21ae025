package dev.tern.install.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.display.Renderers;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class TableRendererTest {
    @Test
    void aTableTellsItsTypesAndSize() {
        MimeBundle bundle = Renderers.render(
                Table.create("towns", StringColumn.create("town", "Bern"), IntColumn.create("size", new int[] {134})));
        assertThat(bundle.data().get("text/html")).contains("Bern", "integer", "towns: 1\u00a0row × 2\u00a0columns");
        assertThat(bundle.plainText()).contains("Bern", "town (string), size (integer)");
    }

    @Test
    void twoHundredThousandRowsStaySmall() {
        MimeBundle bundle = Renderers.render(Table.create(
                "many", IntColumn.indexColumn("n", 200_000, 0), StringColumn.create("word", new String[200_000])));
        assertThat(bundle.data().get("text/html")).hasSizeLessThan(30_000).contains("200\u202f000\u00a0rows");
        assertThat(bundle.plainText()).hasSizeLessThan(10_000);
    }
}
