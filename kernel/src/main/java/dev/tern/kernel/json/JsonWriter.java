package dev.tern.kernel.json;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes values as JSON. */
final class JsonWriter {
    private static final int MAXIMUM_DEPTH = 500;

    /** Where lines end. */
    enum Layout {
        COMPACT,
        INDENTED
    }

    private final StringBuilder json = new StringBuilder();
    private final Set<Object> above = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Layout layout;

    private JsonWriter(Layout layout) {
        this.layout = layout;
    }

    static String write(@Nullable Object value, Layout layout) {
        JsonWriter writer = new JsonWriter(layout);
        writer.value(value);
        return writer.json.toString();
    }

    private void value(@Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            value(optional.orElse(null));
        } else if (value instanceof Map<?, ?> map) {
            members(value, map);
        } else if (value instanceof Record record) {
            members(value, components(record));
        } else if (value instanceof Iterable<?> all && !(value instanceof java.nio.file.Path)) {
            List<@Nullable Object> elements = new ArrayList<>();
            all.forEach(elements::add);
            elements(value, elements);
        } else if (value != null && value.getClass().isArray()) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                elements.add(Array.get(value, i));
            }
            elements(value, elements);
        } else if (value == null || value instanceof Boolean) {
            json.append(value);
        } else if (value instanceof Number number) {
            json.append(isJson(number) ? number.toString() : "null");
        } else {
            string(String.valueOf(value));
        }
    }

    /** Numbers that JSON has no way to write become null, as in JavaScript; so do those of unknown classes. */
    private static boolean isJson(Number number) {
        return Double.isFinite(number.doubleValue()) && number.toString().matches("-?[0-9.]+(E[+-]?[0-9]+)?");
    }

    private static Map<String, @Nullable Object> components(Record record) {
        Map<String, @Nullable Object> components = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                // The record of a cell may be private.
                component.getAccessor().trySetAccessible();
                components.put(component.getName(), component.getAccessor().invoke(record));
            } catch (ReflectiveOperationException failed) {
                if (failed.getCause() instanceof Error error) {
                    // An interrupt among others: it ends the cell.
                    throw error;
                }
                throw new IllegalArgumentException(
                        "The component " + component.getName() + " of a "
                                + record.getClass().getSimpleName() + " cannot be read.",
                        failed);
            }
        }
        return components;
    }

    private void members(Object owner, Map<?, ?> members) {
        enter(owner);
        json.append('{');
        String before = "";
        for (Map.Entry<?, ?> member : members.entrySet()) {
            json.append(before);
            newLine();
            string(String.valueOf(member.getKey()));
            json.append(layout == Layout.COMPACT ? ":" : ": ");
            value(member.getValue());
            before = ",";
        }
        leave(owner, members.isEmpty(), '}');
    }

    private void elements(Object owner, List<@Nullable Object> elements) {
        enter(owner);
        json.append('[');
        boolean inOneLine = elements.stream().allMatch(each -> each == null || isScalar(each));
        String before = "";
        for (Object element : elements) {
            json.append(before);
            if (!inOneLine) {
                newLine();
            }
            value(element);
            before = inOneLine && layout == Layout.INDENTED ? ", " : ",";
        }
        leave(owner, inOneLine, ']');
    }

    private static boolean isScalar(Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    private void enter(Object owner) {
        if (!above.add(owner)) {
            throw new IllegalArgumentException("This cannot be JSON: a "
                    + owner.getClass().getSimpleName() + " contains itself. Leave that reference out.");
        }
        if (above.size() > MAXIMUM_DEPTH) {
            throw new IllegalArgumentException("This is nested deeper than " + MAXIMUM_DEPTH + " levels.");
        }
    }

    private void leave(Object owner, boolean inOneLine, char end) {
        above.remove(owner);
        if (!inOneLine) {
            newLine();
        }
        json.append(end);
    }

    private void newLine() {
        if (layout == Layout.INDENTED) {
            json.append('\n').append("  ".repeat(above.size()));
        }
    }

    private void string(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int named = "\"\\\b\f\n\r\t".indexOf(c);
            if (named >= 0) {
                json.append('\\').append("\"\\bfnrt".charAt(named));
            } else if (c < ' ' || isLoneSurrogate(text, i)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    /** Half a character cannot be sent as UTF-8. */
    private static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c) && (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1)))
                || Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
