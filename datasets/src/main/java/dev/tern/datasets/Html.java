package dev.tern.datasets;

import java.util.Map;

/** The few pieces of HTML that cards are made of; inline styles only, since a notebook strips the others. */
public final class Html {

    private Html() {}

    /** Text as it may stand in a page. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A title, a line under it, and rows of a name and a value; all three are plain text. */
    public static String card(String title, String subtitle, Map<String, String> rows) {
        var html = new StringBuilder("<div style=\"display:inline-block;border:1px solid #8884;border-radius:6px;"
                + "padding:10px 14px\"><div style=\"font-weight:600\">");
        html.append(escape(title)).append("</div><div style=\"opacity:.7\">").append(escape(subtitle));
        html.append("</div><table style=\"margin:6px 0 0\">");
        rows.forEach((name, value) -> html.append("<tr><td style=\"text-align:left;opacity:.7\">")
                .append(escape(name))
                .append("</td><td style=\"text-align:right\">")
                .append(escape(value))
                .append("</td></tr>"));
        return html.append("</table></div>").toString();
    }
}
