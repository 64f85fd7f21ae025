package dev.tern.kernel.display;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks into records, the user's private ones too. */
final class Records {
    private Records() {}

    /** The names of the components of a record class, in order. */
    static List<String> names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    /** Name to value, in order; an accessor that fails has its failure for a value. */
    static Map<String, @Nullable Object> components(Record record) {
        Map<String, @Nullable Object> components = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            components.put(component.getName(), component(component, record));
        }
        return components;
    }

    private static @Nullable Object component(RecordComponent component, Record record) {
        try {
            component.getAccessor().trySetAccessible();
            return component.getAccessor().invoke(record);
        } catch (InvocationTargetException failed) {
            if (failed.getCause() instanceof Error error && !(error instanceof StackOverflowError)) {
                // An interrupt among others: it ends the cell.
                throw error;
            }
            return failed.getCause();
        } catch (IllegalAccessException closed) {
            return "?";
        }
    }
}
