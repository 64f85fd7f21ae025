package dev.tern.kernel.display;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text in both its forms. The HTML has inline styles only, of those that JupyterLab keeps in a notebook it
 * does not trust, and no colour of its own, so that it can be read on white and on black.
 *
 * @param columns the columns that are shown, all of the same height
 * @param rows how many rows there are, shown or not
 * @param width how many columns there are, shown or not
 */
record Grid(List<Column> columns, long rows, int width) {
    /** The most rows shown. */
    static final int MAXIMUM_ROWS = 50;

    /** The most columns shown. */
    static final int MAXIMUM_COLUMNS = 20;

    private static final int HTML_CELL = 200;
    private static final int TEXT_LINE = 160;
    private static final int NARROW_CELL = 50;
    private static final int WIDE_CELL = 120;

    private static final String RIGHT = "padding:3px 14px 3px 0;text-align:right";
    private static final String LEFT = "padding:3px 14px 3px 0;text-align:left;vertical-align:top;max-width:40em";
    private static final String QUIET = ";opacity:0.6;font-weight:normal";
    private static final String HEAD_ROW = "border-bottom:1px solid rgba(128,128,128,0.6);background:none";
    private static final String ROW = "border-bottom:1px solid rgba(128,128,128,0.25);background:none";

    private int height() {
        return columns.isEmpty() ? 0 : columns.get(0).values().size();
    }

    private boolean hasHeadings() {
        return columns.stream().anyMatch(column -> !column.heading().isEmpty());
    }

    /** The table for a notebook. */
    String html() {
        StringBuilder html = new StringBuilder("<table style=\"border-collapse:collapse;border:none;margin:4px 0\">");
        if (hasHeadings()) {
            html.append("<thead><tr style=\"").append(HEAD_ROW).append("\">");
            for (Column column : columns) {
                cell(html, "th", style(column) + QUIET, Cut.line(column.heading(), HTML_CELL));
            }
            html.append("</tr></thead>");
        }
        html.append("<tbody>");
        List<List<String>> texts =
                columns.stream().map(column -> column.texts(HTML_CELL)).toList();
        for (int row = 0; row < height(); row++) {
            html.append("<tr style=\"").append(ROW).append("\">");
            for (int i = 0; i < columns.size(); i++) {
                boolean index = columns.get(i).role() == Column.Role.INDEX;
                cell(
                        html,
                        "td",
                        style(columns.get(i)) + (index ? QUIET : ""),
                        texts.get(i).get(row));
            }
            html.append("</tr>");
        }
        html.append("</tbody></table>");
        String note = note(columns.size());
        if (!note.isEmpty()) {
            html.append("<div style=\"opacity:0.6\">").append(Html.escape(note)).append("</div>");
        }
        return html.toString();
    }

    private static void cell(StringBuilder html, String tag, String style, String text) {
        html.append('<').append(tag).append(" style=\"").append(style).append("\">");
        html.append(Html.escape(text)).append("</").append(tag).append('>');
    }

    private static String style(Column column) {
        return column.isNumeric() ? RIGHT : LEFT;
    }

    /** The table for a terminal: as many of its columns as stand side by side in a line. */
    String text() {
        List<StringBuilder> lines = new ArrayList<>();
        for (int row = -2; row < height(); row++) {
            lines.add(new StringBuilder());
        }
        int cell = Math.max(NARROW_CELL, Math.min(WIDE_CELL, 2 * WIDE_CELL / Math.max(1, columns.size())));
        int shown = 0;
        int used = 0;
        for (Column column : columns) {
            String heading = Cut.line(column.heading(), cell);
            List<String> texts = column.texts(cell);
            int widest = Math.max(
                    TextWidth.of(heading),
                    texts.stream().mapToInt(TextWidth::of).max().orElse(0));
            if (shown > 0 && used + widest + 2 > TEXT_LINE) {
                break;
            }
            TextWidth.Side side = column.isNumeric() ? TextWidth.Side.RIGHT : TextWidth.Side.LEFT;
            String gap = shown == 0 ? "" : "  ";
            lines.get(0).append(gap).append(side.pad(heading, widest));
            lines.get(1).append(gap).append("─".repeat(widest));
            for (int row = 0; row < texts.size(); row++) {
                lines.get(row + 2).append(gap).append(side.pad(texts.get(row), widest));
            }
            used += widest + gap.length();
            shown++;
        }
        List<String> text = new ArrayList<>();
        lines.subList(hasHeadings() ? 0 : 2, lines.size())
                .forEach(line -> text.add(line.toString().stripTrailing()));
        if (!note(shown).isEmpty()) {
            text.add(note(shown));
        }
        return String.join("\n", text);
    }

    private String note(int shownColumns) {
        List<String> missing = new ArrayList<>();
        if (rows > height()) {
            missing.add(Cut.count(rows - height()) + " more row" + (rows - height() == 1 ? "" : "s"));
        }
        if (width > shownColumns) {
            missing.add(Cut.count(width - shownColumns) + " more column" + (width - shownColumns == 1 ? "" : "s"));
        }
        return missing.isEmpty() ? "" : "… " + String.join(" and ", missing);
    }
}
