package dev.tern.install;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes small notebooks for the tests. */
public final class Notebooks {
    private final JsonArray cells = new JsonArray();
    private final JsonObject metadata = new JsonObject();

    /** Names the kernel that a front end is to start, so that it does not ask. */
    public Notebooks forKernel(String name) {
        JsonObject kernel = new JsonObject();
        kernel.addProperty("name", name);
        kernel.addProperty("display_name", name);
        kernel.addProperty("language", "java");
        metadata.add("kernelspec", kernel);
        return this;
    }

    public Notebooks markdown(String source) {
        cells.add(cell("markdown", source));
        return this;
    }

    public Notebooks code(String source, String... tags) {
        JsonObject cell = cell("code", source);
        cell.add("outputs", new JsonArray());
        cell.add("execution_count", JsonNull.INSTANCE);
        JsonArray array = new JsonArray();
        for (String tag : tags) {
            array.add(tag);
        }
        cell.getAsJsonObject("metadata").add("tags", array);
        cells.add(cell);
        return this;
    }

    public Path write(Path file) throws IOException {
        JsonObject notebook = new JsonObject();
        notebook.add("cells", cells);
        notebook.add("metadata", metadata);
        notebook.addProperty("nbformat", 4);
        notebook.addProperty("nbformat_minor", 4);
        return Files.writeString(file, notebook.toString());
    }

    private static JsonObject cell(String type, String source) {
        JsonObject cell = new JsonObject();
        cell.addProperty("cell_type", type);
        cell.add("metadata", new JsonObject());
        cell.addProperty("source", source);
        return cell;
    }
}
