package dev.tern.kernel.worker;

import dev.tern.kernel.display.Renderers;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a value is made of: elements, entries, components, fields; the first hundred, and how many more there are. */
final class Inside {
    private static final int MOST = 100;
    private static final int LONGEST_KEY = 60;

    /** A part of a value, or a note about those that are left out. */
    record Part(String name, @Nullable Object value, boolean isNote) {}

    private Inside() {}

    /** Whether there is anything to see in it: text and numbers say all in one line. */
    static boolean canBeOpened(Object value) {
        if (value instanceof Map<?, ?>
                || value instanceof Collection<?>
                || value.getClass().isArray()) {
            return size(value) > 0;
        }
        return value instanceof Record record
                ? record.getClass().getRecordComponents().length > 0
                : isOfTheUser(value.getClass()) && !fields(value.getClass()).isEmpty();
    }

    static List<Part> of(Object value) {
        List<Part> parts = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (parts.size() == MOST) {
                    break;
                }
                String key = Renderers.line(entry.getKey(), LONGEST_KEY);
                parts.add(new Part(key, entry.getValue(), false));
            }
        } else if (value instanceof Collection<?> all) {
            for (Object each : all) {
                if (parts.size() == MOST) {
                    break;
                }
                parts.add(new Part("[" + parts.size() + "]", each, false));
            }
        } else if (value.getClass().isArray()) {
            for (int i = 0; i < Math.min(MOST, size(value)); i++) {
                parts.add(new Part("[" + i + "]", Array.get(value, i), false));
            }
        } else if (value instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                parts.add(component(record, component));
            }
        } else {
            for (Field field : fields(value.getClass())) {
                parts.add(field(value, field));
            }
        }
        int size = size(value);
        if (size > MOST) {
            parts.add(new Part("… " + (size - MOST) + " more", null, true));
        }
        return parts;
    }

    private static int size(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.size();
        }
        if (value instanceof Collection<?> all) {
            return all.size();
        }
        return value.getClass().isArray() ? Array.getLength(value) : 0;
    }

    private static Part component(Record record, RecordComponent component) {
        try {
            component.getAccessor().trySetAccessible();
            return new Part(component.getName(), component.getAccessor().invoke(record), false);
        } catch (ReflectiveOperationException failed) {
            return new Part(component.getName() + " (cannot be read)", null, true);
        }
    }

    private static Part field(Object owner, Field field) {
        try {
            return new Part(field.getName(), field.get(owner), false);
        } catch (IllegalAccessException refused) {
            return new Part(field.getName() + " (cannot be read)", null, true);
        }
    }

    /** The JDK's own objects are closed: how they are made inside is nobody's concern. */
    private static boolean isOfTheUser(Class<?> type) {
        return !type.isEnum() && type.getModule().getLayer() == null;
    }

    /** The fields of an object, those of the highest class first. Getters are not called: they may do anything. */
    private static List<Field> fields(Class<?> type) {
        Deque<Class<?>> line = new ArrayDeque<>();
        for (Class<?> each = type; each != null && isOfTheUser(each); each = each.getSuperclass()) {
            line.addFirst(each);
        }
        List<Field> fields = new ArrayList<>();
        for (Class<?> each : line) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic() && field.trySetAccessible()) {
                    fields.add(field);
                }
            }
        }
        return fields;
    }
}
