package dev.tern.kernel.display;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The first elements of a collection or array, as many as a table has rows.
 *
 * @param size how many there are in all
 */
record Sample(List<@Nullable Object> first, int size) {
    /** Of a collection or array; null for anything else. */
    static @Nullable Sample of(@Nullable Object value) {
        return of(value, Grid.MAXIMUM_ROWS);
    }

    /** Of a collection or array with another bound; null for anything else. */
    static @Nullable Sample of(@Nullable Object value, int most) {
        List<@Nullable Object> first = new ArrayList<>();
        if (value instanceof Collection<?> all) {
            for (Object each : all) {
                if (first.size() == most) {
                    break;
                }
                first.add(each);
            }
            return new Sample(first, Math.max(all.size(), first.size()));
        }
        if (value == null || !value.getClass().isArray()) {
            return null;
        }
        int length = Array.getLength(value);
        for (int i = 0; i < Math.min(length, most); i++) {
            first.add(Array.get(value, i));
        }
        return new Sample(first, length);
    }

    /** Whether there are elements and each that is not null is such a one. */
    boolean isAll(Predicate<Object> kind) {
        boolean found = false;
        for (Object each : first) {
            if (each != null && !kind.test(each)) {
                return false;
            }
            found |= each != null;
        }
        return found;
    }

    /** Whether all are records of one class, which has components. */
    boolean isRecords() {
        Class<?>[] type = new Class<?>[1];
        return isAll(each -> {
            type[0] = type[0] == null ? each.getClass() : type[0];
            return each instanceof Record
                    && each.getClass() == type[0]
                    && each.getClass().getRecordComponents().length > 0;
        });
    }
}
