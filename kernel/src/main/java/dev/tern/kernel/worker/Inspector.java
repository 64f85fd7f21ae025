package dev.tern.kernel.worker;

import dev.tern.kernel.display.Renderers;
import dev.tern.kernel.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells the front about the variables of the session while a cell runs or none. A value that can be opened has a number,
 * good until the variables are asked for again.
 */
final class Inspector {
    /** Wanted: the variables. The arguments are name and type in turn. */
    static final String VARIABLES = "variables";
    /** Wanted: what is inside a value. The argument is its number. */
    static final String INSIDE = "inside";
    /** Wanted: a variable's forms. The argument is its name. */
    static final String RENDERED = "rendered";

    /** Numbers from here on are ours; those below are a debugger's. */
    static final int FIRST_NUMBER = 1 << 30;

    private static final int LONGEST = 200;
    private static final long LARGEST_FORM = 1 << 20;

    private final Link link;
    private final SnippetLoader loader;
    private final Interrupts interrupts = Interrupts.create();
    private final Map<Integer, Object> numbered = new HashMap<>();
    private @Nullable ThreadPoolExecutor thread;

    Inspector(Link link, SnippetLoader loader) {
        this.link = link;
        this.loader = loader;
    }

    /** A question from the front. For the one thread that hears events. */
    void receive(Event event) {
        ThreadPoolExecutor made = thread;
        if (made == null) {
            made = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), body -> {
                Thread daemon = new Thread(body, "tern-inspect");
                daemon.setDaemon(true);
                return daemon;
            });
            made.allowCoreThreadTimeOut(true);
            thread = made;
        }
        made.execute(() -> answer(event));
    }

    private void answer(Event event) {
        Thread.currentThread().setContextClassLoader(loader.loader());
        // What a toString() prints belongs to no cell.
        link.workFor("");
        interrupts.begin("");
        interrupts.enter();
        String json = "{}";
        String failure = "";
        try {
            List<String> arguments = event.fields().subList(1, event.fields().size());
            json = switch (event.fields().get(0)) {
                case VARIABLES -> Json.write(variables(arguments));
                case INSIDE -> Json.write(inside(Integer.parseInt(arguments.get(0))));
                default -> Json.write(rendered(arguments.get(0)));
            };
        } catch (Throwable failed) {
            failure = String.valueOf(failed.getMessage());
        } finally {
            interrupts.leave();
            link.send(new Event(Event.Kind.INSPECTED, event.cell(), List.of(json, failure)));
        }
    }

    private Map<String, Object> variables(List<String> namesAndTypes) {
        numbered.clear();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < namesAndTypes.size(); i += 2) {
            names.add(namesAndTypes.get(i));
        }
        Map<String, @Nullable Object> values = loader.variables().values(names);
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (values.containsKey(names.get(i))) {
                all.add(entry(names.get(i), namesAndTypes.get(2 * i + 1), values.get(names.get(i)), names.get(i)));
            }
        }
        return Map.of("variables", all);
    }

    private Map<String, Object> inside(int number) {
        Object value = numbered.get(number);
        if (value == null) {
            throw new IllegalArgumentException("There is nothing any more under the number " + number
                    + ": the variables have been listed again since.");
        }
        List<Object> all = new ArrayList<>();
        for (Inside.Part part : Inside.of(value)) {
            Object content = part.value();
            String type = content == null ? "" : Renderers.name(content.getClass());
            all.add(entry(part.name(), part.isNote() ? "" : type, part.isNote() ? "" : content, ""));
        }
        return Map.of("variables", all);
    }

    private Map<String, Object> entry(String name, String type, @Nullable Object value, String expression) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", name);
        entry.put("value", Renderers.line(value, LONGEST));
        entry.put("type", type);
        entry.put("evaluateName", expression);
        entry.put("variablesReference", value != null && Inside.canBeOpened(value) ? number(value) : 0);
        return entry;
    }

    private int number(Object value) {
        int number = FIRST_NUMBER + numbered.size();
        numbered.put(number, value);
        return number;
    }

    private Map<String, Object> rendered(String name) {
        Map<String, @Nullable Object> found = loader.variables().values(List.of(name));
        if (!found.containsKey(name)) {
            throw new IllegalArgumentException("There is no variable " + name);
        }
        Map<String, Object> data = new LinkedHashMap<>();
        Renderers.render(found.get(name)).data().forEach((mime, content) -> {
            if (content.length() <= LARGEST_FORM) {
                Object read = mime.endsWith("json") ? Json.read(content) : content;
                data.put(mime, read == null ? "null" : read);
            }
        });
        return Map.of("data", data, "metadata", Map.of());
    }
}
