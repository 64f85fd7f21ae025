package dev.tern.kernel.widget;

import dev.tern.kernel.dialog.Comm;
import dev.tern.kernel.dialog.CommMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The half of a widget that front ends mirror, key by key, in the protocol of ipywidgets' models, version 2.1. It takes
 * its comm when it is first shown; what is set before that costs no message.
 */
final class Model {
    private static final String TARGET = "jupyter.widget";
    private static final Map<String, String> VERSION = Map.of("version", "2.1.0");

    private final Map<String, @Nullable Object> state;
    private final List<Consumer<Set<String>>> changed = new CopyOnWriteArrayList<>();
    private final List<Consumer<Map<?, ?>>> said = new CopyOnWriteArrayList<>();
    private @Nullable Comm comm;

    Model(Map<String, @Nullable Object> state) {
        this.state = new LinkedHashMap<>(state);
    }

    /** The id under which front ends know it; it is opened when it is not open. */
    synchronized String open() {
        Comm open = comm;
        if (open == null) {
            Buffers separated = Buffers.separate(state);
            open = Comm.open(
                    TARGET,
                    Map.of("state", separated.state(), "buffer_paths", separated.paths()),
                    VERSION,
                    separated.frameArray());
            String id = open.id();
            open.dropWhen(Model::supersedes);
            open.onMessage(this::received);
            open.onClose(message -> closedByFrontEnd(id));
            comm = open;
            Models.opened(id, this);
        }
        return open.id();
    }

    synchronized @Nullable Object get(String key) {
        return state.get(key);
    }

    /** A copy of all that front ends are told. */
    synchronized Map<String, @Nullable Object> state() {
        return new LinkedHashMap<>(state);
    }

    /** Changes values here and in every front end; what is equal already is not sent. */
    void set(Map<String, ? extends @Nullable Object> values) {
        Map<String, @Nullable Object> fresh = new LinkedHashMap<>();
        synchronized (this) {
            values.forEach((key, value) -> {
                if (!Objects.deepEquals(state.get(key), value)) {
                    fresh.put(key, value);
                }
            });
            state.putAll(fresh);
            if (!fresh.isEmpty()) {
                send("update", fresh);
            }
        }
        tell(fresh.keySet());
    }

    void set(String key, @Nullable Object value) {
        Map<String, @Nullable Object> one = new LinkedHashMap<>();
        one.put(key, value);
        set(one);
    }

    /** Hears which keys have another value, whoever changed them. */
    void onChange(Consumer<Set<String>> listener) {
        changed.add(listener);
    }

    /** Hears what a view says beyond its state, such as a click. */
    void onCustom(Consumer<Map<?, ?>> listener) {
        said.add(listener);
    }

    /** Removes every view of it. */
    synchronized void close() {
        Comm open = comm;
        if (open != null) {
            comm = null;
            Models.closed(open.id());
            open.close(Map.of());
        }
    }

    /** Of two updates that wait the later one is enough when it has a value for every key of the earlier. */
    private static boolean supersedes(CommMessage later, CommMessage earlier) {
        return "update".equals(later.data().get("method"))
                && "update".equals(earlier.data().get("method"))
                && later.data().get("state") instanceof Map<?, ?> after
                && earlier.data().get("state") instanceof Map<?, ?> before
                && after.keySet().containsAll(before.keySet());
    }

    private void received(CommMessage message) {
        Models.heard();
        Map<String, @Nullable Object> data = message.data();
        switch (String.valueOf(data.get("method"))) {
            case "update" -> {
                if (data.get("state") instanceof Map<?, ?> sent) {
                    Map<String, @Nullable Object> values = new LinkedHashMap<>();
                    sent.forEach((key, value) -> values.put(String.valueOf(key), value));
                    Buffers.join(values, data.get("buffer_paths"), message.buffers());
                    update(values);
                }
            }
            case "request_state" -> {
                synchronized (this) {
                    send("update", state);
                }
            }
            case "custom" -> {
                if (data.get("content") instanceof Map<?, ?> content) {
                    said.forEach(listener -> listener.accept(content));
                }
            }
            default -> {
                // A later version of the protocol may say more.
            }
        }
    }

    /** The front end has other values. It hears an echo at once: its views follow that of their own last message. */
    private void update(Map<String, @Nullable Object> values) {
        Map<String, @Nullable Object> fresh = new LinkedHashMap<>();
        synchronized (this) {
            values.keySet().removeIf(key -> !state.containsKey(key));
            values.entrySet().removeIf(entry -> !fits(entry.getKey(), entry.getValue()));
            if (!values.isEmpty()) {
                send("echo_update", values);
            }
            values.forEach((key, value) -> {
                if (!Objects.deepEquals(state.put(key, value), value)) {
                    fresh.put(key, value);
                }
            });
        }
        tell(fresh.keySet());
    }

    /** Whether a value from outside is of the sort that the key has now. */
    private boolean fits(String key, @Nullable Object value) {
        Object now = state.get(key);
        boolean fits = now == null
                || now instanceof Number && value instanceof Number
                || now instanceof String && value instanceof String
                || now instanceof Boolean && value instanceof Boolean
                || now instanceof List && value instanceof List
                || now instanceof Map && value instanceof Map
                || now instanceof byte[] && value instanceof byte[]
                || key.equals("index") && value == null;
        if (!fits) {
            System.err.println("A front end sent " + value + " as the " + key + " of a " + state.get("_model_name")
                    + ", where " + now + " stands now; it is ignored.");
        }
        return fits;
    }

    private void tell(Set<String> keys) {
        if (!keys.isEmpty()) {
            changed.forEach(listener -> listener.accept(keys));
        }
    }

    private void send(String method, Map<String, @Nullable Object> values) {
        Comm open = comm;
        if (open != null && !open.isClosed()) {
            Buffers separated = Buffers.separate(values);
            open.send(
                    Map.of("method", method, "state", separated.state(), "buffer_paths", separated.paths()),
                    separated.frameArray());
        }
    }

    /** Nobody draws it any more; shown again it gets another comm. */
    private synchronized void closedByFrontEnd(String id) {
        Models.closed(id);
        if (comm != null && comm.id().equals(id)) {
            comm = null;
        }
    }
}
