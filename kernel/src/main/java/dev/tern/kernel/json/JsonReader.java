package dev.tern.kernel.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads JSON, strictly, and tells where a text is none. */
final class JsonReader {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    /** What a long can hold for certain. */
    private static final String WHOLE = "-?[0-9]{1,18}";

    private static final int EXCERPT = 20;
    private static final int MAXIMUM_DEPTH = 500;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    static @Nullable Object read(String text) {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value(0);
        reader.blanks();
        if (reader.at < text.length()) {
            throw reader.wrong("the end of the text");
        }
        return value;
    }

    private @Nullable Object value(int depth) {
        blanks();
        if (depth > MAXIMUM_DEPTH) {
            throw wrong("at most " + MAXIMUM_DEPTH + " levels of nesting");
        }
        return switch (next()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        at++;
        if (skip('}')) {
            return members;
        }
        do {
            blanks();
            if (next() != '"') {
                throw wrong("a name in double quotes");
            }
            String name = string();
            expect(':');
            members.put(name, value(depth + 1));
        } while (skip(','));
        expect('}');
        return members;
    }

    private List<@Nullable Object> array(int depth) {
        List<@Nullable Object> elements = new ArrayList<>();
        at++;
        if (skip(']')) {
            return elements;
        }
        do {
            elements.add(value(depth + 1));
        } while (skip(','));
        expect(']');
        return elements;
    }

    private String string() {
        StringBuilder content = new StringBuilder();
        at++;
        while (next() != '"') {
            if (next() < ' ') {
                throw wrong(at < text.length() ? "an escape such as \\n for this control character" : "\"");
            }
            content.append(next() == '\\' ? escape() : text.charAt(at++));
        }
        at++;
        return content.toString();
    }

    private char escape() {
        at++;
        int known = "\"\\/bfnrt".indexOf(next());
        if (known >= 0) {
            at++;
            return "\"\\/\b\f\n\r\t".charAt(known);
        }
        if (next() == 'u'
                && at + 5 <= text.length()
                && text.substring(at + 1, at + 5).matches("[0-9a-fA-F]{4}")) {
            at += 5;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        throw wrong("one of \" \\ / b f n r t or u and four hexadecimal digits behind the backslash");
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong("a value");
        }
        at += word.length();
        return value;
    }

    private Number number() {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw wrong("a value");
        }
        at = number.end();
        String digits = number.group();
        boolean whole = digits.matches(WHOLE) && !digits.equals("-0");
        return whole ? (Number) Long.valueOf(digits) : (Number) Double.valueOf(digits);
    }

    private boolean skip(char wanted) {
        blanks();
        if (next() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char wanted) {
        if (!skip(wanted)) {
            throw wrong(wanted == ':' ? "':'" : "',' or '" + wanted + "'");
        }
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** The next character; 0, which is no part of any JSON, at the end. */
    private char next() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private IllegalArgumentException wrong(String wanted) {
        String before = text.substring(0, at);
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        int column = at - before.lastIndexOf('\n');
        String rest = text.substring(at).lines().findFirst().orElse("");
        String found = at == text.length()
                ? "the end of the text"
                : rest.length() > EXCERPT
                        ? rest.substring(0, EXCERPT) + "…"
                        : rest.isEmpty() ? "the end of the line" : rest;
        return new IllegalArgumentException("This is not JSON: line " + line + ", column " + column + " should have "
                + wanted + ", but there is: " + found);
    }
}
