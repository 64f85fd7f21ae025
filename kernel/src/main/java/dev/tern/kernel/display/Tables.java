package dev.tern.kernel.display;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the table in a value, where a person would rather look at one. */
final class Tables {
    private static final int MAXIMUM_KEYS = 1000;

    private Tables() {}

    /** What makes the table of this value; null when its text is better. */
    static @Nullable Supplier<Grid> find(Object value) {
        if (value instanceof Record record) {
            return record.getClass().getRecordComponents().length == 0 ? null : () -> ofRecord(record);
        }
        if (!PlainText.isSpelledOut(value)) {
            return null;
        }
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty() ? null : () -> ofMap(map);
        }
        Sample sample = Sample.of(value);
        if (sample == null || sample.first().isEmpty()) {
            return null;
        }
        if (isTabular(sample)) {
            return () -> ofRows(List.of(), sample.first(), sample.size());
        }
        if (sample.isAll(each -> each instanceof Map.Entry)) {
            return () -> ofEntries(sample);
        }
        if (sample.isAll(Tables::isRow) && sample.isAll(Tables::isNotEmpty)) {
            return () -> ofMatrix(sample);
        }
        return isLongText(sample) ? () -> ofItems(value, sample) : null;
    }

    /** Whether the elements are alike and have named parts: records of one class, or maps. */
    private static boolean isTabular(Sample sample) {
        return sample.isRecords() || sample.isAll(each -> each instanceof Map<?, ?> map && !map.isEmpty());
    }

    private static boolean isRow(Object element) {
        return element instanceof List || element.getClass().isArray();
    }

    private static boolean isNotEmpty(Object row) {
        return row instanceof Collection<?> all ? !all.isEmpty() : Array.getLength(row) > 0;
    }

    private static boolean isLongText(Sample sample) {
        if (sample.isAll(each -> each instanceof Number || each instanceof Boolean || each instanceof Character)) {
            return false;
        }
        int length = 0;
        for (Object element : sample.first()) {
            length += PlainText.line(element, PlainText.LINE).length() + 2;
        }
        return length > PlainText.LINE;
    }

    private static Grid ofRecord(Record record) {
        Map<String, @Nullable Object> components = Records.components(record);
        return new Grid(
                List.of(
                        Column.index(Names.of(record.getClass()), bounded(components.keySet())),
                        Column.values("", bounded(components.values()))),
                components.size(),
                2);
    }

    private static Grid ofMap(Map<?, ?> map) {
        List<@Nullable Object> keys = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (keys.size() == Grid.MAXIMUM_ROWS) {
                break;
            }
            keys.add(entry.getKey());
            values.add(entry.getValue());
        }
        Column key = Column.index("key", keys);
        if (isTabular(new Sample(values, map.size()))) {
            return ofRows(List.of(key), values, map.size());
        }
        return new Grid(List.of(key, Column.values("value", values)), map.size(), 2);
    }

    private static Grid ofEntries(Sample sample) {
        List<@Nullable Object> keys = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (Object element : sample.first()) {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) element;
            keys.add(entry == null ? null : entry.getKey());
            values.add(entry == null ? null : entry.getValue());
        }
        return new Grid(List.of(Column.index("key", keys), Column.values("value", values)), sample.size(), 2);
    }

    /** A row for each record or map, a column for each name that occurs in them. */
    private static Grid ofRows(List<Column> leading, List<@Nullable Object> elements, int size) {
        List<@Nullable Map<?, ?>> rows = new ArrayList<>();
        Set<@Nullable Object> names = new LinkedHashSet<>();
        for (Object element : elements) {
            Map<?, ?> row = element instanceof Record record ? Records.components(record) : (Map<?, ?>) element;
            rows.add(row);
            if (row != null) {
                row.keySet().stream().limit(MAXIMUM_KEYS).forEach(names::add);
            }
        }
        List<Column> columns = new ArrayList<>(leading);
        for (Object name : names) {
            if (columns.size() == Grid.MAXIMUM_COLUMNS) {
                break;
            }
            boolean firstColumn = columns.size() == leading.size();
            List<@Nullable Object> values = new ArrayList<>();
            for (Map<?, ?> row : rows) {
                values.add(row == null ? (firstColumn ? null : Column.ABSENT) : part(row, name));
            }
            columns.add(Column.values(PlainText.line(name, PlainText.LINE), values));
        }
        return new Grid(columns, size, leading.size() + names.size());
    }

    private static @Nullable Object part(Map<?, ?> row, @Nullable Object name) {
        // A sorted map refuses to look for what it cannot compare with its keys.
        try {
            return row.containsKey(name) ? row.get(name) : Column.ABSENT;
        } catch (ClassCastException | NullPointerException other) {
            return Column.ABSENT;
        }
    }

    private static Grid ofMatrix(Sample sample) {
        int width = 0;
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Object element : sample.first()) {
            Sample row = Sample.of(element, Grid.MAXIMUM_COLUMNS);
            rows.add(row == null ? List.of() : row.first());
            width = Math.max(width, row == null ? 0 : row.size());
        }
        List<Column> columns = new ArrayList<>();
        columns.add(Column.index("", numbers(rows.size())));
        for (int i = 0; i < Math.min(width, Grid.MAXIMUM_COLUMNS); i++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (List<@Nullable Object> row : rows) {
                values.add(i < row.size() ? row.get(i) : Column.ABSENT);
            }
            columns.add(Column.values(Integer.toString(i), values));
        }
        return new Grid(columns, sample.size(), width + 1);
    }

    private static Grid ofItems(Object all, Sample sample) {
        Column values = Column.values("", sample.first());
        // A set has no places to count.
        return all instanceof Set
                ? new Grid(List.of(values), sample.size(), 1)
                : new Grid(List.of(Column.index("", numbers(sample.first().size())), values), sample.size(), 2);
    }

    private static List<@Nullable Object> numbers(int count) {
        return new ArrayList<>(IntStream.range(0, count).boxed().toList());
    }

    private static List<@Nullable Object> bounded(Collection<? extends @Nullable Object> all) {
        List<@Nullable Object> first = new ArrayList<>();
        for (Object each : all) {
            if (first.size() < Grid.MAXIMUM_ROWS) {
                first.add(each);
            }
        }
        return first;
    }
}
