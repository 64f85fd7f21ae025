package dev.tern.kernel.json;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON (RFC 8259). */
public final class Json {
    private Json() {}

    /**
     * The text of a value made of maps, iterables, arrays, records, optionals, numbers, booleans, text and null; anything
     * else becomes its {@code toString()}. Numbers that JSON does not have become null.
     *
     * @throws IllegalArgumentException if a value contains itself, or is nested deeper than 500 levels
     */
    public static String write(@Nullable Object value) {
        return JsonWriter.write(value, JsonWriter.Layout.COMPACT);
    }

    /** The same in lines indented for people. */
    public static String writeIndented(@Nullable Object value) {
        return JsonWriter.write(value, JsonWriter.Layout.INDENTED);
    }

    /**
     * The value as Map, List, String, Long, Double, Boolean or null.
     *
     * @throws IllegalArgumentException if the text is not JSON, with line and column
     */
    public static @Nullable Object read(String text) {
        return JsonReader.read(text);
    }

    /**
     * The object in this text.
     *
     * @throws IllegalArgumentException if the text is not JSON, or another value than an object
     */
    @SuppressWarnings("unchecked") // The reader makes no other maps.
    public static Map<String, @Nullable Object> object(String text) {
        if (read(text) instanceof Map<?, ?> object) {
            return (Map<String, @Nullable Object>) object;
        }
        throw new IllegalArgumentException("This should be a JSON object such as {\"name\": 1}, but it is: "
                + (text.length() > 60 ? text.substring(0, 60) + "..." : text));
    }
}
