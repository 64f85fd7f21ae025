package dev.tern.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

class TableViewTest {

    private static Table results() {
        return Table.create(
                StringColumn.create("model", "teacher, fp32", "TWN, int8"),
                DoubleColumn.create("accuracy", 0.914, 0.899),
                DoubleColumn.create("lost", Double.NaN, -0.015),
                LongColumn.create("size", 22_963_814, 1_572_864),
                DoubleColumn.create("smaller", 1, 14.6),
                DoubleColumn.create("time", 3.214, 104.2));
    }

    private static TableView view() {
        return TableView.of(results())
                .percent("accuracy")
                .bar("accuracy", 0, 1, 1)
                .reference(0)
                .points("lost")
                .mebibytes("size")
                .times("smaller")
                .milliseconds("time");
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    @Test
    void hintsSayTheUnitInBothForms() {
        for (String shown : List.of(view().toHtml(), view().toString())) {
            assertThat(shown).contains("91.4\u00a0%", "−1.5", "—", "21.9\u00a0MiB", "1.5\u00a0MiB", "14.6×");
            assertThat(shown).contains("3.21\u00a0ms", "104\u00a0ms").doesNotContain("NaN");
        }
    }

    @Test
    void barsAreAsLongAsTheirValuesAndColouredByTheirRole() {
        assertThat(view().toHtml())
                .contains("width:82px;height:8px;background:" + Style.REFERENCE)
                .contains("width:81px;height:8px;background:" + Style.NEGATIVE);
        String outside = TableView.of(Table.create(DoubleColumn.create("v", -5, 5)))
                .bar("v", 0, 1)
                .toHtml();
        assertThat(outside).contains("width:0px;", "width:90px;height:8px;background:" + Style.POSITIVE);
    }

    @Test
    void numbersStandToTheRightAndWordsToTheLeft() {
        String html =
                TableView.toHtml(Table.create(StringColumn.create("w", "x"), IntColumn.create("n", new int[] {7})));
        assertThat(html).containsPattern("<td style=\"[^\"]*text-align:left[^\"]*\">x</td>");
        assertThat(html).containsPattern("<td style=\"[^\"]*text-align:right[^\"]*\">7</td>");
    }

    @Test
    void everyTextLineOfAColumnEndsAtTheSameCell() {
        String text = TableView.of(Table.create(
                        StringColumn.create("words", "漢字", "plain", "ŵ"), IntColumn.create("number", 1, -20, 300)))
                .toString();
        assertThat(Arrays.stream(text.split("\n")).map(TextGrid::width).distinct())
                .hasSize(1);
    }

    @Test
    void largeTablesAreCutAndSayByHowMuch() {
        Column<?>[] columns = IntStream.range(0, 100)
                .mapToObj(i -> IntColumn.create("c" + i, new int[5000]))
                .toArray(Column<?>[]::new);
        String html = TableView.toHtml(Table.create(columns));
        assertThat(count(html, "<tr ")).isEqualTo(TableView.MAX_ROWS + 1);
        assertThat(count(html, "<th ")).isEqualTo(TableView.MAX_COLUMNS);
        assertThat(html).contains("… 4\u202f940 more rows and 76 more columns");
        assertThat(TableView.toHtml(Table.create(columns).first(60).selectColumns(0)))
                .doesNotContain("more");
    }

    @Test
    void aDescribedTableTellsTypesMissingValuesAndSize() {
        Table table = Table.create(
                "people", StringColumn.create("name", "a", "", "c"), DoubleColumn.create("height", 1.7, 1.8, 1.9));
        TableView view = TableView.of(table).described();
        assertThat(view.toHtml())
                .contains("name<br><span style=\"font-size:85%\">string, 1 missing</span>")
                .contains("height<br><span style=\"font-size:85%\">double</span>")
                .contains("people: 3\u00a0rows × 2\u00a0columns");
        assertThat(view.toString())
                .endsWith("people: 3\u00a0rows × 2\u00a0columns\nname (string, 1 missing), height (double)");
        assertThat(TableView.of(table)
                        .percent("height")
                        .described()
                        .percent("height")
                        .toHtml())
                .contains("170.0");
        Table large = Table.create(IntColumn.create("n", new int[200_000]));
        assertThat(TableView.of(large).described().toHtml())
                .hasSizeLessThan(20_000)
                .contains("… 199\u202f940 more rows, 200\u202f000\u00a0rows × 1\u00a0column<");
        assertThat(TableView.of(Table.create("none")).described().toString())
                .endsWith("none: 0\u00a0rows × 0\u00a0columns");
    }

    @Test
    void wordsFromDataCannotBecomeMarkup() {
        String evil = "</td><script>alert('&')</script><img src=x onerror=\"x\">";
        Table table = Table.create(StringColumn.create(evil, evil, "y".repeat(5000)));
        String html = TableView.toHtml(table);
        assertThat(html).doesNotContain("<script", "<img").contains("&lt;script&gt;", "&amp;", "&quot;", "&#39;");
        assertThat(html).hasSizeLessThan(4000);
    }

    @Test
    void decimalsAreAsFewAsTheValuesNeed() {
        assertThat(texts(1, 2, 3)).containsExactly("1", "2", "3");
        assertThat(texts(0.5, 2, -0.25)).containsExactly("0.50", "2.00", "−0.25");
        assertThat(texts(1 / 3.0, 20)).containsExactly("0.33", "20.00");
        assertThat(texts(1e-9, 0)).containsExactly("1.000e−09", "0.000e+00");
        assertThat(texts(-0.0, 0)).containsExactly("0", "0");
    }

    private static List<String> texts(double... values) {
        DoubleColumn column = DoubleColumn.create("v", values);
        Cells cells = Cells.of(column, values.length, null);
        return IntStream.range(0, values.length)
                .mapToObj(row -> cells.text(row, 60))
                .toList();
    }

    @Test
    void anEmptyTableIsStillATable() {
        assertThat(TableView.toHtml(Table.create("none"))).contains("<table", "</table>");
        assertThat(TableView.of(Table.create(DoubleColumn.create("v")))
                        .percent("v")
                        .toString())
                .startsWith("v");
    }

    @Test
    void hintsForColumnsThatAreNotThereAreRefused() {
        assertThatThrownBy(() -> view().percent("acuracy"))
                .hasMessageContaining("acuracy")
                .hasMessageContaining("model, accuracy, lost, size");
        assertThatThrownBy(() -> view().times("model")).hasMessageContaining("holds no numbers");
        assertThatThrownBy(() -> view().bar("accuracy", 1, 1)).hasMessageContaining(".bar(\"accuracy\", 0, 1)");
    }
}
