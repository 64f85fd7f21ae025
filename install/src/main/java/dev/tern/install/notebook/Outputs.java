package dev.tern.install.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tern.kernel.wire.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a kernel's messages into the outputs of nbformat 4: streams joined, displays updated, clearing obeyed. */
final class Outputs {
    private final Map<String, List<JsonObject>> displays = new HashMap<>();
    private JsonArray current = new JsonArray();
    private boolean clearNext;

    /** Begins the next cell; displays of earlier cells can still be updated. */
    JsonArray begin() {
        current = new JsonArray();
        clearNext = false;
        return current;
    }

    void accept(Message message) {
        JsonObject content = message.content();
        switch (message.type()) {
            case "clear_output" -> clear(message.bool("wait", false));
            case "update_display_data" -> update(content);
            case "stream" -> stream(message.text("name", "stdout"), message.text("text", ""));
            case "error" -> {
                JsonObject output = output("error");
                for (String field : List.of("ename", "evalue", "traceback")) {
                    output.add(field, content.get(field));
                }
                add(output);
            }
            default -> {
                JsonObject output = output(message.type());
                if (content.has("execution_count")) {
                    output.add("execution_count", content.get("execution_count"));
                }
                fill(output, content);
                add(output);
                String id = displayId(content);
                if (id != null) {
                    displays.computeIfAbsent(id, any -> new ArrayList<>()).add(output);
                }
            }
        }
    }

    /** The id under which a display can be updated, if it has one. */
    static @Nullable String displayId(JsonObject content) {
        JsonElement id = content.get("transient") instanceof JsonObject object ? object.get("display_id") : null;
        return id == null ? null : id.getAsString();
    }

    private void add(JsonObject output) {
        if (clearNext) {
            clear(false);
        }
        current.add(output);
    }

    private void clear(boolean wait) {
        clearNext = wait;
        while (!wait && !current.isEmpty()) {
            current.remove(current.size() - 1);
        }
    }

    private void update(JsonObject content) {
        for (JsonObject output : displays.getOrDefault(String.valueOf(displayId(content)), List.of())) {
            fill(output, content);
        }
    }

    private void stream(String name, String text) {
        JsonElement last = current.isEmpty() || clearNext ? null : current.get(current.size() - 1);
        if (last instanceof JsonObject output
                && "stream".equals(Cell.text(output.get("output_type")))
                && name.equals(Cell.text(output.get("name")))) {
            output.add("text", lines(Cell.text(output.get("text")) + text));
            return;
        }
        JsonObject output = output("stream");
        output.addProperty("name", name);
        output.add("text", lines(text));
        add(output);
    }

    private static void fill(JsonObject output, JsonObject content) {
        JsonObject data = new JsonObject();
        if (content.get("data") instanceof JsonObject bundle) {
            bundle.entrySet().forEach(form -> data.add(form.getKey(), stored(form.getKey(), form.getValue())));
        }
        output.add("data", data);
        output.add("metadata", content.get("metadata") instanceof JsonObject given ? given : new JsonObject());
    }

    private static JsonElement stored(String mime, JsonElement value) {
        boolean text = mime.startsWith("text/") || mime.equals("image/svg+xml");
        return text && value.isJsonPrimitive() ? lines(value.getAsString()) : value;
    }

    private static JsonObject output(String type) {
        JsonObject output = new JsonObject();
        output.addProperty("output_type", type);
        return output;
    }

    /** A text as nbformat stores it: an array of lines, each with its end. */
    private static JsonArray lines(String text) {
        JsonArray lines = new JsonArray();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(start, end));
            start = end;
        }
        return lines;
    }
}
