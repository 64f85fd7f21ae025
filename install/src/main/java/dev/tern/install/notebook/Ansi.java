package dev.tern.install.notebook;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The colour codes of terminals: left out, or turned into HTML. */
final class Ansi {
    static final String BOLD = "\033[1m";
    static final String DIM = "\033[2m";
    static final String RED = "\033[31m";
    static final String CYAN = "\033[36m";
    static final String RESET = "\033[0m";

    private static final Pattern COLOUR = Pattern.compile("\033\\[([0-9;]*)m");
    private static final Pattern CODE = Pattern.compile("\033\\[[0-9;?]*[ -/]*[@-~]");

    private Ansi() {}

    static String strip(String text) {
        return CODE.matcher(text).replaceAll("");
    }

    /** Escaped HTML with a span of class ansi-N for every stretch under codes N. */
    static String toHtml(String text) {
        StringBuilder html = new StringBuilder();
        boolean open = false;
        int from = 0;
        Matcher matcher = COLOUR.matcher(text);
        while (matcher.find()) {
            html.append(escape(strip(text.substring(from, matcher.start()))));
            from = matcher.end();
            String codes = matcher.group(1);
            boolean reset = codes.isEmpty() || codes.equals("0") || codes.equals("39") || codes.equals("22");
            if (open) {
                html.append("</span>");
            }
            open = !reset;
            if (open) {
                html.append("<span class=\"ansi-")
                        .append(codes.replace(";", " ansi-"))
                        .append("\">");
            }
        }
        html.append(escape(strip(text.substring(from))));
        return html.append(open ? "</span>" : "").toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
