package dev.tern.kernel.worker;

import dev.tern.kernel.display.Renderers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a debugger asks about values in the process they live in: it calls these methods on a thread that is stopped. */
public final class Glance {
    private static final int LONGEST = 200;
    private static final int MOST = 100;

    private Glance() {}

    /** The text of each value, in one line. */
    public static String[] lines(@Nullable Object[] values) {
        String[] lines = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            lines[i] = Renderers.line(values[i], LONGEST);
        }
        return lines;
    }

    /**
     * The first elements of a collection or map, name and value in turn, a last name without value that says how many
     * more there are; null when the value is neither.
     */
    public static @Nullable Object @Nullable [] elements(@Nullable Object value) {
        List<@Nullable Object> elements = new ArrayList<>();
        int size;
        if (value instanceof Map<?, ?> map) {
            size = map.size();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (elements.size() == 2 * MOST) {
                    break;
                }
                elements.add(Renderers.line(entry.getKey(), LONGEST));
                elements.add(entry.getValue());
            }
        } else if (value instanceof Collection<?> all) {
            size = all.size();
            for (Object each : all) {
                if (elements.size() == 2 * MOST) {
                    break;
                }
                elements.add("[" + elements.size() / 2 + "]");
                elements.add(each);
            }
        } else {
            return null;
        }
        if (size > MOST) {
            elements.add("... " + (size - MOST) + " more");
            elements.add(null);
        }
        return elements.toArray();
    }

    /** The forms a value is shown in: MIME type and content in turn. */
    public static String[] rendered(@Nullable Object value) {
        List<String> forms = new ArrayList<>();
        Renderers.render(value).data().forEach((type, content) -> {
            forms.add(type);
            forms.add(content);
        });
        return forms.toArray(String[]::new);
    }
}
