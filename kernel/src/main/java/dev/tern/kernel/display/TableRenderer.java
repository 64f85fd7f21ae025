package dev.tern.kernel.display;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows maps, records and collections of records as bounded HTML tables. */
final class TableRenderer implements Renderer {
    private static final int MAXIMUM_ROWS = 50;

    @Override
    public boolean accepts(Object value) {
        return (value instanceof Map<?, ?> map && !map.isEmpty())
                || (value instanceof Record record && components(record.getClass()).length > 0)
                || (value instanceof Collection<?> all && areRecordsOfOneType(all));
    }

    @Override
    public MimeBundle render(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (rows.size() == MAXIMUM_ROWS) {
                    break;
                }
                rows.add(Arrays.asList(entry.getKey(), entry.getValue()));
            }
            return table(List.of("key", "value"), rows, map.size(), bounded(value, map.size()));
        }
        Collection<?> records = value instanceof Collection<?> all ? all : List.of(value);
        RecordComponent[] components = components(records.iterator().next().getClass());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Object record : records) {
            if (rows.size() == MAXIMUM_ROWS) {
                break;
            }
            rows.add(Arrays.stream(components).map(c -> component(c, record)).toList());
        }
        List<String> names =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        return table(names, rows, records.size(), bounded(value, records.size()));
    }

    private static boolean areRecordsOfOneType(Collection<?> all) {
        if (all.isEmpty()) {
            return false;
        }
        Object first = all.iterator().next();
        return first instanceof Record
                && components(first.getClass()).length > 0
                && all.stream()
                        .limit(MAXIMUM_ROWS)
                        .allMatch(each -> each != null && each.getClass() == first.getClass());
    }

    private static RecordComponent[] components(Class<?> type) {
        return type.getRecordComponents();
    }

    private static @Nullable Object component(RecordComponent component, Object record) {
        try {
            component.getAccessor().trySetAccessible();
            return PlainText.of(component.getAccessor().invoke(record));
        } catch (ReflectiveOperationException failed) {
            return "?";
        }
    }

    private static String bounded(Object value, int size) {
        return size <= 10 * MAXIMUM_ROWS ? value.toString() : value.getClass().getSimpleName() + " of " + size;
    }

    private static MimeBundle table(List<String> names, List<List<@Nullable Object>> rows, int size, String plain) {
        StringBuilder html = new StringBuilder("<table><thead><tr>");
        names.forEach(name -> html.append("<th>").append(Html.escape(name)).append("</th>"));
        html.append("</tr></thead><tbody>");
        for (List<@Nullable Object> row : rows) {
            html.append("<tr>");
            row.forEach(cell ->
                    html.append("<td>").append(Html.escape(PlainText.of(cell))).append("</td>"));
            html.append("</tr>");
        }
        html.append("</tbody></table>");
        if (size > rows.size()) {
            html.append("<p>").append(size - rows.size()).append(" more rows</p>");
        }
        return MimeBundle.html(html.toString(), plain);
    }
}
