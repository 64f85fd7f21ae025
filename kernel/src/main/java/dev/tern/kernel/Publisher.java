package dev.tern.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.session.Outcome;
import dev.tern.kernel.wire.Channel;
import dev.tern.kernel.wire.Codec;
import dev.tern.kernel.wire.Message;
import dev.tern.kernel.worker.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that is broadcast on iopub, each message under the request it belongs to. */
final class Publisher {
    private static final int REMEMBERED_CELLS = 1000;

    private final Codec codec;
    private final Channel iopub;
    // As text, which takes a fifth of what objects do.
    private final Map<String, String> parents = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED_CELLS;
        }
    };

    private String latest = "";
    private JsonObject latestParent = new JsonObject();

    Publisher(Codec codec, Channel iopub) {
        this.codec = codec;
        this.iopub = iopub;
    }

    /** Output that carries this cell's id belongs to this request. */
    void remember(String cell, JsonObject header) {
        synchronized (parents) {
            parents.put(cell, header.toString());
            latest = cell;
            latestParent = header;
        }
    }

    void status(JsonObject parent, String state) {
        JsonObject content = new JsonObject();
        content.addProperty("execution_state", state);
        publish(parent, "status", content);
    }

    void executeInput(JsonObject parent, String code, int count) {
        JsonObject content = new JsonObject();
        content.addProperty("code", code);
        content.addProperty("execution_count", count);
        publish(parent, "execute_input", content);
    }

    void executeResult(JsonObject parent, int count, MimeBundle value) {
        JsonObject content = new JsonObject();
        content.addProperty("execution_count", count);
        content.add("data", data(value));
        content.add("metadata", new JsonObject());
        publish(parent, "execute_result", content);
    }

    void error(JsonObject parent, Outcome.Failure failure) {
        publish(parent, "error", content(failure));
    }

    void stream(String cell, String name, String text) {
        JsonObject content = new JsonObject();
        content.addProperty("name", name);
        content.addProperty("text", text);
        publish(parent(cell), "stream", content);
    }

    /** What a worker shows. */
    void output(Event event) {
        switch (event.kind()) {
            case STDOUT -> stream(event.cell(), "stdout", event.fields().get(0));
            case STDERR -> stream(event.cell(), "stderr", event.fields().get(0));
            case DISPLAY -> publish(parent(event.cell()), "display_data", shown(event));
            case UPDATE -> publish(parent(event.cell()), "update_display_data", shown(event));
            case CLEAR, CLEAR_NOW -> {
                JsonObject content = new JsonObject();
                content.addProperty("wait", event.kind() == Event.Kind.CLEAR);
                publish(parent(event.cell()), "clear_output", content);
            }
            default -> throw new IllegalArgumentException("Not an output: " + event.kind());
        }
    }

    void publish(JsonObject parent, String type, JsonObject content) {
        iopub.send(codec.encode(codec.broadcast(parent, "kernel." + type, type, content)));
    }

    /** A broadcast with metadata and binary frames, under the request that this id belongs to. */
    void publish(String cell, String type, JsonObject content, JsonObject metadata, List<byte[]> buffers) {
        Message plain = codec.broadcast(parent(cell), "kernel." + type, type, content);
        iopub.send(codec.encode(
                new Message(plain.identities(), plain.header(), plain.parent(), metadata, plain.content(), buffers)));
    }

    /** A failure as error messages and replies carry it. */
    static JsonObject content(Outcome.Failure failure) {
        JsonObject content = new JsonObject();
        content.addProperty("ename", failure.name());
        content.addProperty("evalue", failure.message());
        JsonArray traceback = new JsonArray();
        failure.traceback().forEach(traceback::add);
        content.add("traceback", traceback);
        return content;
    }

    /** A bundle as messages carry it: JSON types unpacked. */
    static JsonObject data(MimeBundle bundle) {
        JsonObject data = new JsonObject();
        bundle.data().forEach((mime, content) -> {
            if (mime.endsWith("json")) {
                try {
                    data.add(mime, JsonParser.parseString(content));
                } catch (JsonParseException broken) {
                    data.addProperty(MimeBundle.PLAIN, "invalid " + mime + ": " + broken.getMessage());
                }
            } else {
                data.addProperty(mime, content);
            }
        });
        return data;
    }

    /** The header of the request that this id belongs to; empty when it is not remembered. */
    JsonObject parent(String cell) {
        synchronized (parents) {
            if (cell.equals(latest)) {
                return latestParent;
            }
            String header = parents.get(cell);
            return header == null
                    ? new JsonObject()
                    : JsonParser.parseString(header).getAsJsonObject();
        }
    }

    private static JsonObject shown(Event event) {
        List<String> fields = event.fields();
        Map<String, String> data = new LinkedHashMap<>();
        for (int i = 1; i + 1 < fields.size(); i += 2) {
            data.put(fields.get(i), fields.get(i + 1));
        }
        JsonObject content = new JsonObject();
        content.add("data", data(new MimeBundle(data)));
        content.add("metadata", new JsonObject());
        JsonObject id = new JsonObject();
        id.addProperty("display_id", fields.get(0));
        content.add("transient", id);
        return content;
    }
}
