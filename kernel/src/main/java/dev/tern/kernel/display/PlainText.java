package dev.tern.kernel.display;

import java.lang.reflect.Array;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The text of a value: {@code toString()}, with the elements of arrays spelled out. */
final class PlainText {
    private static final int MAXIMUM_ELEMENTS = 1000;
    private static final int MAXIMUM_DEPTH = 8;

    private PlainText() {}

    static String of(@Nullable Object value) {
        return of(value, 0);
    }

    private static String of(@Nullable Object value, int depth) {
        if (value == null || !value.getClass().isArray() || depth == MAXIMUM_DEPTH) {
            return String.valueOf(value);
        }
        int length = Array.getLength(value);
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < Math.min(length, MAXIMUM_ELEMENTS); i++) {
            text.add(of(Array.get(value, i), depth + 1));
        }
        if (length > MAXIMUM_ELEMENTS) {
            text.add("... " + (length - MAXIMUM_ELEMENTS) + " more");
        }
        return text.toString();
    }
}
