package dev.tern.view;

/**
 * A piece of rich text: its HTML and, beside it, the same words as plain text.
 *
 * @param markup HTML, already escaped
 * @param plain the same without markup
 */
public record Html(String markup, String plain) {

    /** Plain words; characters that mean something in HTML are escaped. */
    public static Html text(String text) {
        return new Html(escape(text), text);
    }

    /** Words in bold. */
    public static Html bold(String text) {
        return new Html("<b>" + escape(text) + "</b>", text);
    }

    /** Words that step back: greyed. */
    public static Html quiet(String text) {
        return new Html("<span style=\"opacity:.6\">" + escape(text) + "</span>", text);
    }

    /** This piece, then the other. */
    public Html and(Html next) {
        return new Html(markup + next.markup, plain + next.plain);
    }

    /** This piece, then plain words. */
    public Html and(String next) {
        return and(text(next));
    }

    /** This piece, a gap wider than a space, then plain words: a name and the formula that belongs to it. */
    public Html then(String next) {
        return new Html(markup + "&emsp;" + escape(next), plain + "   " + next);
    }

    /** The text with {@code & < > " '} written so that it is safe between tags and inside a quoted attribute. */
    public static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return plain;
    }
}
