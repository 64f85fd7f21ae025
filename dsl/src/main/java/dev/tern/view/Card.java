package dev.tern.view;

import java.util.ArrayList;
import java.util.List;

/**
 * A short description of one thing: a title, rows of name and value, and the line of code that makes it.
 *
 * <pre>{@code
 * Card.titled("Recipe").note("nothing trained yet")
 *     .row("weights", Html.bold("TWN").then("2 bits"))
 *     .code("model().ternarize(TWN)")
 * }</pre>
 */
public final class Card {

    private record Row(String name, Html value) {}

    private final String title;
    private final String note;
    private final List<Row> rows;
    private final String code;

    private Card(String title, String note, List<Row> rows, String code) {
        this.title = title;
        this.note = note;
        this.rows = List.copyOf(rows);
        this.code = code;
    }

    /** A card with this title and nothing else yet. */
    public static Card titled(String title) {
        return new Card(title, "", List.of(), "");
    }

    /** The card with greyed words beside its title. */
    public Card note(String words) {
        return new Card(title, words, rows, code);
    }

    /** The card with one more row of plain text. */
    public Card row(String name, String value) {
        return row(name, Html.text(value));
    }

    /** The card with one more row. */
    public Card row(String name, Html value) {
        List<Row> more = new ArrayList<>(rows);
        more.add(new Row(name, value));
        return new Card(title, note, more, code);
    }

    /** The card with a line of code under its rows. */
    public Card code(String line) {
        return new Card(title, note, rows, line);
    }

    /** The card for a notebook. */
    public String toHtml() {
        StringBuilder out =
                new StringBuilder("<div><div><b>").append(Html.escape(title)).append("</b>");
        if (!note.isEmpty()) {
            out.append(' ').append(Html.quiet(note).markup());
        }
        out.append("</div><table style=\"").append(Style.TABLE).append("\"><tbody>");
        for (Row row : rows) {
            out.append("<tr style=\"")
                    .append(Style.ROW)
                    .append("\"><td style=\"")
                    .append(Style.NAME);
            out.append("\">").append(Html.escape(row.name()));
            out.append("</td><td style=\"").append(Style.PROSE).append("\">");
            out.append(row.value().markup()).append("</td></tr>");
        }
        out.append("</tbody></table>");
        if (!code.isEmpty()) {
            out.append("<code style=\"").append(Style.CODE).append("\">");
            out.append(Html.escape(code)).append("</code>");
        }
        return out.append("</div>").toString();
    }

    /** The card for a terminal. */
    @Override
    public String toString() {
        int width =
                rows.stream().mapToInt(row -> TextGrid.width(row.name())).max().orElse(0);
        StringBuilder out = new StringBuilder(title);
        if (!note.isEmpty()) {
            out.append(": ").append(note);
        }
        for (Row row : rows) {
            out.append("\n  ").append(TextGrid.padRight(row.name(), width)).append("  ");
            out.append(row.value().plain());
        }
        if (!code.isEmpty()) {
            out.append("\n  ").append(code);
        }
        return out.toString();
    }
}
