package dev.tern.kernel.language;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A documentation comment as Markdown, which reads well as plain text too. */
final class Javadoc {
    private static final Pattern INLINE = Pattern.compile("\\{@(\\w+)\\s*([^{}]*)\\}");
    private static final Pattern BLOCK = Pattern.compile("(?m)^[ \\t]*@(\\w+)[ \\t]*");
    private static final String LINK_LABEL = "\\S+\\s+(\\S.*)";

    private Javadoc() {}

    /** The comment, without its stars, as Markdown. */
    static String markdown(String comment) {
        String inline = inline(comment.replace("\r", ""));
        Matcher tags = BLOCK.matcher(inline);
        List<String> blocks = new ArrayList<>();
        int bodyEnd = inline.length();
        int last = -1;
        String tag = "";
        while (tags.find()) {
            if (last < 0) {
                bodyEnd = tags.start();
            } else {
                add(blocks, tag, inline.substring(last, tags.start()));
            }
            tag = tags.group(1);
            last = tags.end();
        }
        if (last >= 0) {
            add(blocks, tag, inline.substring(last));
        }
        String body = text(inline.substring(0, bodyEnd));
        return (body + (blocks.isEmpty() ? "" : "\n\n" + String.join("\n", blocks))).strip();
    }

    private static void add(List<String> blocks, String tag, String content) {
        String words = text(content).replaceAll("\\s*\n\\s*", " ");
        switch (tag) {
            case "param" -> {
                String name = words.replaceFirst("\\s.*", "");
                blocks.add("- `" + name + "` " + words.substring(name.length()).strip());
            }
            case "return" -> blocks.add("- returns " + words);
            case "throws", "exception" -> {
                String name = words.replaceFirst("\\s.*", "");
                blocks.add("- throws `" + name + "` "
                        + words.substring(name.length()).strip());
            }
            case "see", "since" -> blocks.add("- " + tag + " " + words);
            default -> {
                // Tags such as @author and @implNote's own tell nothing about the use.
            }
        }
    }

    private static String inline(String comment) {
        String text = comment;
        // Inner tags first: one may stand within another.
        for (int depth = 0; depth < 4 && INLINE.matcher(text).find(); depth++) {
            text = INLINE.matcher(text)
                    .replaceAll(match -> Matcher.quoteReplacement(inline(match.group(1), match.group(2))));
        }
        return text;
    }

    private static String inline(String tag, String content) {
        String words = content.strip();
        return switch (tag) {
            case "code", "literal" -> "`" + words.replace("<", "&lt;") + "`";
            case "link", "linkplain" ->
                words.matches("(?s)" + LINK_LABEL)
                        ? words.replaceFirst("(?s)" + LINK_LABEL, "$1")
                        : "`" + words.replaceFirst("^#", "").replace('#', '.') + "`";
            case "value" -> "`" + words.replaceFirst("^#", "") + "`";
            case "inheritDoc", "docRoot", "systemProperty" -> words;
            default -> words;
        };
    }

    private static String text(String html) {
        String text = html.replaceAll("(?s)<pre[^>]*>(?:\\s*`)?(.*?)(?:`\\s*)?</pre>", "\n```\n$1\n```\n")
                .replaceAll("(?i)<(b|strong)>(.*?)</\\1>", "**$2**")
                .replaceAll("(?i)<(i|em|var)>(.*?)</\\1>", "*$2*")
                .replaceAll("(?i)<code>(.*?)</code>", "`$1`")
                .replaceAll("(?i)\\s*<li>\\s*", "\n- ")
                .replaceAll("(?i)\\s*<(p|/p|br|ul|/ul|ol|/ol|dl|/dl|table|/table|tr)(\\s[^>]*)?/?>\\s*", "\n\n")
                .replaceAll("(?i)\\s*<h\\d[^>]*>(.*?)</h\\d>\\s*", "\n\n**$1**\n\n")
                .replaceAll("<[/a-zA-Z][^>]*>", "");
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&nbsp;", " ")
                .replace("&quot;", "\"")
                .replace("&#64;", "@")
                .replace("&amp;", "&")
                .replaceAll("(?m)^[ \\t]+(?!.*```)", "")
                .replaceAll("\n{3,}", "\n\n")
                .strip();
    }
}
