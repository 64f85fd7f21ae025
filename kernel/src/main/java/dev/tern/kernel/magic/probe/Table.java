package dev.tern.kernel.magic.probe;

import dev.tern.kernel.display.Html;
import dev.tern.kernel.display.MimeBundle;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of text, as HTML and as aligned lines.
 *
 * @param rows of as many cells as there are names; a cell may have several lines
 */
public record Table(List<String> names, List<List<String>> rows) {
    private static final String LEFT = " style=\"text-align:left;white-space:pre-wrap\"";

    /** Both forms, with a sentence below the table; none when it is empty. */
    public MimeBundle bundle(String below) {
        return MimeBundle.html(html(below), text(below));
    }

    private String html(String below) {
        StringBuilder html = new StringBuilder("<table><thead><tr>");
        names.forEach(name -> cell(html, "th", name));
        html.append("</tr></thead><tbody>");
        for (List<String> row : rows) {
            html.append("<tr>");
            row.forEach(text -> cell(html, "td", text));
            html.append("</tr>");
        }
        html.append("</tbody></table>");
        if (!below.isEmpty()) {
            html.append("<p>").append(Html.escape(below)).append("</p>");
        }
        return html.toString();
    }

    private static void cell(StringBuilder html, String tag, String text) {
        html.append('<').append(tag).append(LEFT).append('>');
        html.append(Html.escape(text)).append("</").append(tag).append('>');
    }

    private String text(String below) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(names);
        for (List<String> row : rows) {
            int height = row.stream()
                    .mapToInt(cell -> (int) cell.lines().count())
                    .max()
                    .orElse(1);
            for (int i = 0; i < height; i++) {
                int line = i;
                lines.add(row.stream()
                        .map(cell -> cell.lines().skip(line).findFirst().orElse(""))
                        .toList());
            }
        }
        int[] widths = new int[names.size()];
        lines.forEach(line -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                padded.append(line.get(i))
                        .append(" ".repeat(widths[i] - line.get(i).length() + 2));
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
        return text.append(below).toString().stripTrailing();
    }
}
