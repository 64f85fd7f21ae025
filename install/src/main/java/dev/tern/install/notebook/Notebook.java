package dev.tern.install.notebook;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A notebook of nbformat 4, over its JSON. Written as Jupyter writes it, so that a diff shows only what changed. */
public final class Notebook {
    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    private final JsonObject json;
    private final List<Cell> cells;

    private Notebook(JsonObject json, List<Cell> cells) {
        this.json = json;
        this.cells = List.copyOf(cells);
    }

    /** Reads a notebook; a {@link NotebookException} names the file and what is wrong with it. */
    public static Notebook read(Path file) throws IOException {
        try {
            return of(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
        } catch (JsonParseException | IllegalStateException | ClassCastException broken) {
            throw new NotebookException(file + " is not a notebook: " + broken.getMessage());
        } catch (NotebookException wrong) {
            throw new NotebookException(file + " is not a notebook Tern can run: " + wrong.getMessage());
        }
    }

    private static Notebook of(JsonObject json) {
        JsonElement major = json.get("nbformat");
        if (major == null || major.getAsInt() != 4) {
            throw new NotebookException("nbformat is " + (major == null ? "missing" : major)
                    + ", not 4. Open it in a current Jupyter and save it again.");
        }
        if (!(json.get("cells") instanceof JsonArray array)) {
            throw new NotebookException("it has no \"cells\".");
        }
        List<Cell> cells = new ArrayList<>();
        for (JsonElement element : array) {
            JsonObject cell = element.getAsJsonObject();
            if (!cell.has("id")) { // required since nbformat 4.5
                cell.addProperty("id", "cell-" + (cells.size() + 1));
            }
            cells.add(new Cell(cell));
        }
        json.addProperty(
                "nbformat_minor", Math.max(5, json.get("nbformat_minor").getAsInt()));
        return new Notebook(json, cells);
    }

    public List<Cell> cells() {
        return cells;
    }

    /** The first heading of the notebook, without its mark; the other text if there is none. */
    public String title(String otherwise) {
        return cells.stream()
                .filter(Cell::isMarkdown)
                .flatMap(cell -> cell.source().lines())
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+\\s*", ""))
                .findFirst()
                .orElse(otherwise);
    }

    void language(JsonObject languageInfo) {
        JsonObject metadata = json.get("metadata") instanceof JsonObject object ? object : new JsonObject();
        metadata.add("language_info", languageInfo);
        json.add("metadata", metadata);
    }

    /** The notebook as JSON: one space a level, keys sorted, one line feed at the end. */
    public String toJson() {
        StringWriter text = new StringWriter();
        JsonWriter writer = new JsonWriter(text);
        writer.setIndent(" ");
        writer.setHtmlSafe(false);
        GSON.toJson(sorted(json), writer);
        return text.append('\n').toString();
    }

    private static JsonElement sorted(JsonElement element) {
        if (element instanceof JsonObject object) {
            TreeMap<String, JsonElement> members = new TreeMap<>();
            object.entrySet().forEach(member -> members.put(member.getKey(), member.getValue()));
            JsonObject result = new JsonObject();
            members.forEach((name, value) -> result.add(name, sorted(value)));
            return result;
        }
        if (element instanceof JsonArray array) {
            JsonArray result = new JsonArray();
            array.forEach(each -> result.add(sorted(each)));
            return result;
        }
        return element;
    }
}
