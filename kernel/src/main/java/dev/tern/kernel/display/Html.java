package dev.tern.kernel.display;

import java.util.regex.Pattern;

/** Text made safe to stand in HTML, and HTML turned back into text. */
public final class Html {
    private static final Pattern UNSEEN =
            Pattern.compile("(?is)<(script|style|head|svg)\\b.*?(</\\1\\s*>|\\z)|<!--.*?(-->|\\z)");
    private static final Pattern LINE_END =
            Pattern.compile("(?i)<(br|/p|/div|/tr|/li|/h[1-6]|/table|/pre|/ul|/ol)\\b[^>]*>");
    private static final Pattern CELL_END = Pattern.compile("(?i)</t[dh]\\s*>");
    private static final Pattern TAG = Pattern.compile("<[a-zA-Z/!?][^>]*>");

    private Html() {}

    /** The text with every character that HTML gives a meaning replaced by its entity: safe in a quoted attribute too. */
    public static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    /** About what a reader sees of some HTML: without tags, entities as the characters they stand for. */
    static String plain(String markup) {
        String seen = UNSEEN.matcher(markup).replaceAll(" ").replaceAll("\\s+", " ");
        String broken =
                CELL_END.matcher(LINE_END.matcher(seen).replaceAll("\n")).replaceAll("  ");
        return TAG.matcher(broken)
                .replaceAll("")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&nbsp;", " ")
                .replace("&emsp;", "  ")
                .replace("&amp;", "&")
                .replaceAll(" *\n\\s*", "\n")
                .strip();
    }
}
