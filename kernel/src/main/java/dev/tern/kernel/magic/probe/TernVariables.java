package dev.tern.kernel.magic.probe;

import dev.tern.kernel.display.MimeBundle;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Variables as a table. However large a value is, only its beginning is looked at. */
public final class TernVariables {
    private static final int MAXIMUM_LENGTH = 80;
    private static final int MAXIMUM_ELEMENTS = 10;
    private static final int MAXIMUM_DEPTH = 3;

    private TernVariables() {}

    /** The table; the three arrays are of one length. */
    public static MimeBundle table(String[] names, String[] types, @Nullable Object[] values) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            rows.add(List.of(names[i], types[i], size(values[i]), shortened(beginning(values[i], 0))));
        }
        return new Table(List.of("name", "type", "size", "value"), rows).bundle("");
    }

    private static String size(@Nullable Object value) {
        try {
            if (value instanceof Collection<?> all) {
                return Integer.toString(all.size());
            }
            if (value instanceof Map<?, ?> map) {
                return Integer.toString(map.size());
            }
            if (value instanceof CharSequence text) {
                return Integer.toString(text.length());
            }
            return value != null && value.getClass().isArray() ? dimensions(value) : "";
        } catch (RuntimeException broken) {
            return "?";
        }
    }

    /** The lengths of an array and of what its first elements are. */
    private static String dimensions(Object array) {
        int length = Array.getLength(array);
        Object first = length == 0 ? null : Array.get(array, 0);
        return first != null && first.getClass().isArray()
                ? length + "×" + dimensions(first)
                : Integer.toString(length);
    }

    private static String beginning(@Nullable Object value, int depth) {
        try {
            if (value instanceof String text) {
                return '"' + text.substring(0, Math.min(text.length(), MAXIMUM_LENGTH)) + '"';
            }
            if (value instanceof Character c) {
                return "'" + c + "'";
            }
            if (value == null || depth == MAXIMUM_DEPTH) {
                return String.valueOf(value);
            }
            if (value.getClass().isArray()) {
                return elements(value, depth);
            }
            if (value instanceof Collection<?> all) {
                return elements(all, all.size(), "[", "]", depth);
            }
            if (value instanceof Map<?, ?> map) {
                return elements(map.entrySet(), map.size(), "{", "}", depth);
            }
            if (value instanceof Map.Entry<?, ?> entry) {
                return beginning(entry.getKey(), depth + 1) + "=" + beginning(entry.getValue(), depth + 1);
            }
            return String.valueOf(value);
        } catch (RuntimeException | StackOverflowError broken) {
            return "its toString() fails: " + broken;
        }
    }

    private static String elements(Iterable<?> all, int size, String open, String close, int depth) {
        StringJoiner text = new StringJoiner(", ", open, close);
        int shown = 0;
        for (Object each : all) {
            if (shown == MAXIMUM_ELEMENTS) {
                text.add("... " + (size - shown) + " more");
                break;
            }
            text.add(beginning(each, depth + 1));
            shown++;
        }
        return text.toString();
    }

    private static String elements(Object array, int depth) {
        int size = Array.getLength(array);
        List<@Nullable Object> first = new ArrayList<>();
        for (int i = 0; i < Math.min(size, MAXIMUM_ELEMENTS + 1); i++) {
            first.add(Array.get(array, i));
        }
        return elements(first, size, "[", "]", depth);
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= MAXIMUM_LENGTH ? line : line.substring(0, MAXIMUM_LENGTH - 3) + "...";
    }
}
