package dev.tern.install.notebook;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java source as HTML with spans for comments, strings, numbers and keywords. */
final class JavaHighlight {
    private static final Pattern TOKEN = Pattern.compile(
            "(?<comment>//[^\\n]*|/\\*.*?\\*/)"
                    + "|(?<string>\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+')"
                    + "|(?<number>\\b\\d[\\w.]*|(?<![\\w.])\\.\\d\\w*)"
                    + "|(?<keyword>\\b(?:abstract|boolean|break|byte|case|catch|char|class|continue|default|do|double"
                    + "|else|enum|extends|final|finally|float|for|if|implements|import|instanceof|int|interface|long"
                    + "|new|null|package|private|protected|public|record|return|short|static|super|switch|this|throw"
                    + "|throws|true|false|try|var|void|while)\\b)",
            Pattern.DOTALL);

    private JavaHighlight() {}

    static String toHtml(String source) {
        StringBuilder html = new StringBuilder();
        int from = 0;
        Matcher token = TOKEN.matcher(source);
        while (token.find()) {
            html.append(Ansi.escape(source.substring(from, token.start())))
                    .append("<span class=\"")
                    .append(kind(token))
                    .append("\">")
                    .append(Ansi.escape(token.group()))
                    .append("</span>");
            from = token.end();
        }
        return html.append(Ansi.escape(source.substring(from))).toString();
    }

    private static String kind(Matcher token) {
        for (String kind : new String[] {"comment", "string", "number"}) {
            if (token.group(kind) != null) {
                return kind;
            }
        }
        return "keyword";
    }
}
