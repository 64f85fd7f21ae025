package dev.tern.kernel.widget;

import dev.tern.kernel.dialog.Comm;
import dev.tern.kernel.dialog.CommMessage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The models that are open: what a page needs that is loaded again, and whether anybody draws them at all. */
public final class Models {
    /** The target under which a page asks for all models at once. */
    public static final String CONTROL = "jupyter.widget.control";

    private static final Map<String, Model> OPEN = Collections.synchronizedMap(new LinkedHashMap<>());
    private static final Map<Map<String, @Nullable Object>, Model> SHARED = new ConcurrentHashMap<>();
    private static volatile boolean drawn;

    private Models() {}

    /**
     * Whether a front end that draws widgets has been heard: each asks for all models when its page is loaded. One that
     * does not shows the text and HTML beside a widget.
     */
    public static boolean areDrawn() {
        return drawn;
    }

    /** A page that draws widgets opens its control comm. */
    public static void controlOpened(Comm comm, CommMessage opening) {
        drawn = true;
        comm.onMessage(message -> {
            if ("request_states".equals(message.data().get("method"))) {
                sendAll(comm);
            }
        });
    }

    /** A message has come for a model, so somebody draws it. */
    static void heard() {
        drawn = true;
    }

    static void opened(String id, Model model) {
        OPEN.put(id, model);
    }

    static void closed(String id) {
        OPEN.remove(id);
    }

    /** The one model with this state, which nobody changes. */
    static Model shared(Map<String, @Nullable Object> state) {
        return SHARED.computeIfAbsent(state, Model::new);
    }

    private static void sendAll(Comm comm) {
        Map<String, Model> open;
        synchronized (OPEN) {
            open = new LinkedHashMap<>(OPEN);
        }
        Map<String, @Nullable Object> states = new LinkedHashMap<>();
        open.forEach((id, model) -> {
            Map<String, @Nullable Object> state = model.state();
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("model_name", state.get("_model_name"));
            entry.put("model_module", state.get("_model_module"));
            entry.put("model_module_version", state.get("_model_module_version"));
            entry.put("state", state);
            states.put(id, entry);
        });
        Buffers separated = Buffers.separate(states);
        List<List<Object>> paths = separated.paths();
        comm.send(
                Map.of("method", "update_states", "states", separated.state(), "buffer_paths", paths),
                separated.frameArray());
    }
}
