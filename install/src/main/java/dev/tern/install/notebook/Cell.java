package dev.tern.install.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/** One cell of a notebook, over its JSON; what Tern does not know is kept as it is. */
public final class Cell {
    private final JsonObject json;

    Cell(JsonObject json) {
        this.json = json;
    }

    public boolean isCode() {
        return type().equals("code");
    }

    public boolean isMarkdown() {
        return type().equals("markdown");
    }

    /** The source as one text. */
    public String source() {
        return text(json.get("source"));
    }

    /** Whether the cell carries a tag, such as raises-exception. */
    public boolean hasTag(String tag) {
        JsonElement metadata = json.get("metadata");
        JsonElement tags = metadata instanceof JsonObject object ? object.get("tags") : null;
        if (tags instanceof JsonArray array) {
            for (JsonElement each : array) {
                if (each.isJsonPrimitive() && each.getAsString().equals(tag)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The outputs, each an output object of nbformat 4; empty for a cell that has none. */
    public JsonArray outputs() {
        return json.get("outputs") instanceof JsonArray array ? array : new JsonArray();
    }

    /** The number the kernel gave the cell; 0 if it has not run. */
    public int executionCount() {
        JsonElement count = json.get("execution_count");
        return count != null && count.isJsonPrimitive() ? count.getAsInt() : 0;
    }

    void clear() {
        json.add("outputs", new JsonArray());
        json.add("execution_count", JsonNull.INSTANCE);
    }

    void executed(JsonArray outputs, int executionCount) {
        json.add("outputs", outputs);
        json.addProperty("execution_count", executionCount);
    }

    /** A text of nbformat: one string, or an array of lines that keep their ends. */
    static String text(@Nullable JsonElement element) {
        if (element instanceof JsonArray lines) {
            StringBuilder all = new StringBuilder();
            lines.forEach(line -> all.append(line.getAsString()));
            return all.toString();
        }
        return element != null && element.isJsonPrimitive() ? element.getAsString() : "";
    }

    private String type() {
        return text(json.get("cell_type"));
    }
}
