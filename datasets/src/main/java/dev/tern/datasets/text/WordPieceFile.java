package dev.tern.datasets.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.tern.datasets.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a WordPiece tokenizer from tokenizer.json (Hugging Face tokenizers) or vocab.txt (BERT). */
final class WordPieceFile {

    private WordPieceFile() {}

    static WordPiece read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataException("There is no tokenizer at " + file.toAbsolutePath()
                    + ". Name a tokenizer.json or a vocab.txt, or learn one: WordPiece.learn(texts, 8000).");
        }
        try (var in = Files.newInputStream(file)) {
            return file.toString().endsWith(".json") ? readJson(in, file.toString()) : WordPiece.of(lines(in));
        } catch (IOException e) {
            throw new DataException("The tokenizer " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> lines(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }

    static WordPiece readJson(InputStream in, String name) {
        try {
            var root = JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return fromJson(object(root, name, "the whole file"), name);
        } catch (JsonParseException e) {
            throw new DataException(name + " is no JSON: " + e.getMessage() + ". Download it again.", e);
        } catch (IllegalStateException | UnsupportedOperationException | NumberFormatException e) {
            throw new DataException(
                    name + ": a value is of another kind than in a tokenizer.json (" + e.getMessage()
                            + "). Download it again.",
                    e);
        }
    }

    private static WordPiece fromJson(JsonObject root, String name) {
        var model = object(root.get("model"), name, "model");
        requireType(model, "WordPiece", name);
        var normalizer = object(root.get("normalizer"), name, "normalizer");
        requireType(normalizer, "BertNormalizer", name);
        requireType(object(root.get("pre_tokenizer"), name, "pre_tokenizer"), "BertPreTokenizer", name);
        boolean lowers = flag(normalizer, "lowercase", true);
        var rules = new Normalizer(
                flag(normalizer, "clean_text", true),
                flag(normalizer, "handle_chinese_chars", true),
                flag(normalizer, "strip_accents", lowers),
                lowers);
        var prefix = model.has("continuing_subword_prefix")
                ? model.get("continuing_subword_prefix").getAsString()
                : "##";
        int longest = model.has("max_input_chars_per_word")
                ? model.get("max_input_chars_per_word").getAsInt()
                : 100;
        return new WordPiece(vocabulary(object(model.get("vocab"), name, "model.vocab"), name), rules, prefix, longest);
    }

    private static List<String> vocabulary(JsonObject vocabulary, String name) {
        var tokens = new String[vocabulary.size()];
        for (var entry : vocabulary.entrySet()) {
            int id = entry.getValue().getAsInt();
            if (id < 0 || id >= tokens.length || tokens[id] != null) {
                throw new DataException(name + ": id " + id + " of token \"" + entry.getKey()
                        + "\" is out of range or taken; the ids of " + tokens.length + " tokens run from 0 to "
                        + (tokens.length - 1) + ".");
            }
            tokens[id] = entry.getKey();
        }
        return new ArrayList<>(Arrays.asList(tokens));
    }

    private static JsonObject object(@Nullable JsonElement element, String name, String what) {
        if (element == null || !element.isJsonObject()) {
            throw new DataException(name + ": " + what + " is missing or no JSON object. A tokenizer.json of a BERT"
                    + " model holds normalizer, pre_tokenizer and model.");
        }
        return element.getAsJsonObject();
    }

    private static void requireType(JsonObject part, String type, String name) {
        var found = part.has("type") ? part.get("type").getAsString() : "WordPiece";
        if (!found.equals(type)) {
            throw new DataException(name + ": found " + found + " where BERT has " + type
                    + ". Only WordPiece tokenizers of BERT models can be read.");
        }
    }

    private static boolean flag(JsonObject part, String key, boolean otherwise) {
        return part.has(key) && !part.get(key).isJsonNull() ? part.get(key).getAsBoolean() : otherwise;
    }
}
