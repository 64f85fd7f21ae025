package dev.tern.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A Tablesaw table as it stands in a cell: numbers to the right, words to the left, hints on how to write a column.
 *
 * <pre>{@code
 * TableView.of(table).percent("accuracy").bar("accuracy", 0, 1).mebibytes("size").times("smaller")
 * }</pre>
 *
 * <p>At most {@value #MAX_ROWS} rows and {@value #MAX_COLUMNS} columns are shown; a note below tells how many are not.
 * Immutable: every hint returns a changed copy.
 */
public final class TableView {

    /** The most rows shown. */
    public static final int MAX_ROWS = 60;

    /** The most columns shown. */
    public static final int MAX_COLUMNS = 24;

    /** The most rows among which missing values are counted; more would make a cell wait. */
    private static final int MAX_COUNTED = 1_000_000;

    /** What is told beside the values: the type of each shown column, and how many values are missing there. */
    private record Description(List<String> types) {}

    private final Table table;
    private final Map<String, ColumnFormat> formats;
    private final Map<String, CellBar> bars;
    private final Set<Integer> references;
    private final @Nullable Description description;
    private final String words;

    private TableView(
            Table table,
            Map<String, ColumnFormat> formats,
            Map<String, CellBar> bars,
            Set<Integer> references,
            @Nullable Description description,
            String words) {
        this.table = table;
        this.formats = formats;
        this.bars = bars;
        this.references = references;
        this.description = description;
        this.words = words;
    }

    /** A view without hints. */
    public static TableView of(Table table) {
        return new TableView(table, Map.of(), Map.of(), Set.of(), null, "");
    }

    /** The table without hints, as HTML. */
    public static String toHtml(Table table) {
        return of(table).toHtml();
    }

    /** These columns hold shares from 0 to 1, written as per cent. */
    public TableView percent(String... columns) {
        return format(ColumnFormat.PERCENT, columns);
    }

    /** These columns hold differences of shares, written as signed percentage points. */
    public TableView points(String... columns) {
        return format(ColumnFormat.POINTS, columns);
    }

    /** These columns hold bytes, written as MiB. */
    public TableView mebibytes(String... columns) {
        return format(ColumnFormat.MEBIBYTES, columns);
    }

    /** These columns hold ratios, written with a multiplication sign. */
    public TableView times(String... columns) {
        return format(ColumnFormat.TIMES, columns);
    }

    /** These columns hold milliseconds. */
    public TableView milliseconds(String... columns) {
        return format(ColumnFormat.MILLISECONDS, columns);
    }

    /** These columns hold counts, written in groups of three digits. */
    public TableView counts(String... columns) {
        return format(ColumnFormat.COUNT, columns);
    }

    /** These number columns are written in this way. */
    public TableView format(ColumnFormat format, String... columns) {
        Map<String, ColumnFormat> more = new LinkedHashMap<>(formats);
        for (String column : columns) {
            more.put(numeric(column), format);
        }
        return new TableView(table, more, bars, references, description, words);
    }

    /**
     * A bar beside this number column, empty at {@code low} and full at {@code high}.
     *
     * @param highlightRows rows, counted from 0, whose bar stands out
     */
    public TableView bar(String column, double low, double high, int... highlightRows) {
        if (!(high > low)) {
            throw new IllegalArgumentException("A bar needs a range from low to high, not from " + low + " to " + high
                    + ". Type .bar(\"" + column + "\", 0, 1).");
        }
        Map<String, CellBar> more = new LinkedHashMap<>(bars);
        more.put(numeric(column), new CellBar(low, high, rows(highlightRows)));
        return new TableView(table, formats, more, references, description, words);
    }

    /** These rows, counted from 0, are what the others are measured against: their bars are grey. */
    public TableView reference(int... rows) {
        return new TableView(table, formats, bars, rows(rows), description, words);
    }

    /** Tells the type of each column and how many values are missing there, and how large the table is. */
    public TableView described() {
        List<String> types = shownColumns().stream().map(this::type).toList();
        return new TableView(table, formats, bars, references, new Description(types), words);
    }

    /** Words below the table, such as a sum. */
    public TableView note(String note) {
        return new TableView(table, formats, bars, references, description, note);
    }

    private static Set<Integer> rows(int[] rows) {
        return Arrays.stream(rows).boxed().collect(Collectors.toUnmodifiableSet());
    }

    private String numeric(String name) {
        return numericColumn(table, name).name();
    }

    /** The column of this name, or an error that tells which there are. */
    static Column<?> column(Table table, String name) {
        return table.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no column \"" + name
                        + "\" in this table. It has: " + String.join(", ", table.columnNames()) + "."));
    }

    /** The number column of this name, or an error that tells why not. */
    static NumericColumn<?> numericColumn(Table table, String name) {
        Column<?> column = column(table, name);
        if (column instanceof NumericColumn<?> numbers) {
            return numbers;
        }
        throw new IllegalArgumentException("The column \"" + name + "\" holds no numbers but values of type "
                + column.type().name() + ". Name a number column.");
    }

    private List<Column<?>> shownColumns() {
        return table.columns().subList(0, Math.min(MAX_COLUMNS, table.columnCount()));
    }

    private int shownRows() {
        return Math.min(MAX_ROWS, table.rowCount());
    }

    private String note() {
        List<String> parts = new ArrayList<>();
        if (table.rowCount() > MAX_ROWS) {
            parts.add(ColumnFormat.COUNT.text(table.rowCount() - MAX_ROWS) + " more rows");
        }
        if (table.columnCount() > MAX_COLUMNS) {
            parts.add(ColumnFormat.COUNT.text(table.columnCount() - MAX_COLUMNS) + " more columns");
        }
        String cut =
                parts.isEmpty() ? words : "… " + String.join(" and ", parts) + (words.isEmpty() ? "" : "; " + words);
        return description == null ? cut : cut.isEmpty() ? size() : cut + ", " + size();
    }

    private String size() {
        return (table.name() == null || table.name().isBlank() ? "" : table.name() + ": ")
                + count(table.rowCount(), "row") + " × " + count(table.columnCount(), "column");
    }

    private static String count(int number, String noun) {
        return ColumnFormat.COUNT.text(number) + "\u00a0" + noun + (number == 1 ? "" : "s");
    }

    private String type(Column<?> column) {
        String type = column.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        int missing = table.rowCount() > MAX_COUNTED ? 0 : column.countMissing();
        return missing == 0 ? type : type + ", " + ColumnFormat.COUNT.text(missing) + " missing";
    }

    /** The table for a notebook. */
    public String toHtml() {
        List<Column<?>> columns = shownColumns();
        StringBuilder out = new StringBuilder("<div><table style=\"").append(Style.TABLE);
        out.append("\"><thead><tr style=\"").append(Style.HEAD_ROW).append("\">");
        for (int i = 0; i < columns.size(); i++) {
            Column<?> column = columns.get(i);
            out.append("<th style=\"").append(Cells.isNumeric(column) ? Style.RIGHT : Style.LEFT);
            out.append(Style.HEAD).append("\">").append(Html.escape(column.name()));
            if (description != null) {
                out.append("<br><span style=\"font-size:85%\">")
                        .append(Html.escape(description.types().get(i)))
                        .append("</span>");
            }
            out.append("</th>");
            if (bars.containsKey(column.name())) {
                out.append("<th style=\"").append(Style.LEFT).append("\"></th>");
            }
        }
        out.append("</tr></thead><tbody>");
        List<Cells> cells = columns.stream().map(this::cells).toList();
        for (int row = 0; row < shownRows(); row++) {
            out.append("<tr style=\"").append(Style.ROW).append("\">");
            for (Cells column : cells) {
                out.append("<td style=\"")
                        .append(column.numeric() ? Style.RIGHT : Style.PROSE)
                        .append("\">");
                out.append(Html.escape(column.text(row, Cells.HTML_WIDTH))).append("</td>");
                CellBar bar = bars.get(column.name());
                if (bar != null) {
                    out.append("<td style=\"").append(Style.LEFT).append("\">");
                    out.append(bar.html(column.value(row), row, references)).append("</td>");
                }
            }
            out.append("</tr>");
        }
        out.append("</tbody></table>");
        if (!note().isEmpty()) {
            out.append("<div>").append(Html.quiet(note()).markup()).append("</div>");
        }
        return out.append("</div>").toString();
    }

    private Cells cells(Column<?> column) {
        @Nullable ColumnFormat format = formats.get(column.name());
        return Cells.of(column, shownRows(), format);
    }

    /** The table for a terminal. */
    @Override
    public String toString() {
        TextGrid grid = new TextGrid();
        for (Column<?> column : shownColumns()) {
            Cells cells = cells(column);
            List<String> texts = IntStream.range(0, shownRows())
                    .mapToObj(row -> cells.text(row, Cells.TEXT_WIDTH))
                    .toList();
            grid.column(column.name(), texts, cells.numeric());
            CellBar bar = bars.get(column.name());
            if (bar != null) {
                List<String> drawn = IntStream.range(0, shownRows())
                        .mapToDouble(cells::value)
                        .mapToObj(bar::text)
                        .toList();
                grid.column("", drawn, false);
            }
        }
        String text = note().isEmpty() ? grid.toString() : grid + "\n" + note();
        if (description == null || table.columnCount() == 0) {
            return text;
        }
        StringJoiner types = new StringJoiner(", ");
        for (int i = 0; i < description.types().size(); i++) {
            types.add(table.column(i).name() + " (" + description.types().get(i) + ")");
        }
        return text + "\n" + types;
    }
}
