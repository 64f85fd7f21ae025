package dev.tern.exchange;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.tern.datasets.pretrained.BertShape;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.Nonlinearity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What config.json of a checkpoint says, as far as it matters; whatever differs from BERT is refused. What it leaves out
 * is as in transformers' BertConfig.
 *
 * @param shape the encoder's measures
 * @param nonlinearity what stands between the feed-forward layers
 */
public record HuggingFaceConfig(BertShape shape, Nonlinearity nonlinearity) {
    private static final Map<String, Nonlinearity> ACTIVATIONS =
            Map.of("gelu", Nonlinearity.GELU, "relu", Nonlinearity.RELU);

    static HuggingFaceConfig read(Path file) {
        JsonObject json = object(file);
        try {
            requireBert(json, file);
            String activation = word(json, "hidden_act", "gelu");
            Nonlinearity nonlinearity = ACTIVATIONS.get(activation);
            if (nonlinearity == null) {
                throw refused(file, "hidden_act is \"" + activation + "\"", "Take a BERT with gelu or relu");
            }
            return new HuggingFaceConfig(
                    new BertShape(
                            number(json, "num_hidden_layers", 12),
                            number(json, "hidden_size", 768),
                            number(json, "num_attention_heads", 12),
                            number(json, "intermediate_size", 3072),
                            number(json, "vocab_size", 30522),
                            number(json, "max_position_embeddings", 512),
                            number(json, "type_vocab_size", 2)),
                    nonlinearity);
        } catch (IllegalStateException | UnsupportedOperationException | NumberFormatException e) {
            throw refused(file, "a value in it is of another kind (" + e.getMessage() + ")", "Download it again");
        } catch (IllegalArgumentException e) {
            throw e.getMessage() != null && e.getMessage().startsWith(file.toString())
                    ? e
                    : refused(file, String.valueOf(e.getMessage()), "Download it again");
        }
    }

    private static void requireBert(JsonObject json, Path file) {
        String type = word(json, "model_type", "");
        if (!type.equals("bert")) {
            throw refused(file, "model_type is \"" + type + "\", not \"bert\"", "Only BERT encoders can be read");
        }
        String positions = word(json, "position_embedding_type", "absolute");
        if (!positions.equals("absolute")) {
            throw refused(
                    file, "position_embedding_type is \"" + positions + "\"", "Take a BERT with absolute positions");
        }
        JsonElement epsilon = json.get("layer_norm_eps");
        if (epsilon != null && epsilon.getAsFloat() != BertClassifier.EPSILON) {
            throw refused(
                    file,
                    "layer_norm_eps is " + epsilon + ", but Tern's LayerNorm adds " + BertClassifier.EPSILON,
                    "Take a BERT with that one");
        }
        JsonElement decoder = json.get("is_decoder");
        if (decoder != null && decoder.getAsBoolean()) {
            throw refused(file, "is_decoder is true", "Take an encoder");
        }
    }

    /** A JSON file that holds an object. */
    static JsonObject object(Path file) {
        try {
            return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw refused(file, "it is no JSON object", "Download it again");
        } catch (IOException e) {
            throw refused(
                    file,
                    "it cannot be read as text (" + e.getMessage() + ")",
                    "See that it is there, or download it again");
        }
    }

    private static String word(JsonObject json, String key, String otherwise) {
        JsonElement found = json.get(key);
        return found == null || found.isJsonNull() ? otherwise : found.getAsString();
    }

    private static int number(JsonObject json, String key, int otherwise) {
        JsonElement found = json.get(key);
        return found == null ? otherwise : Integer.parseInt(found.getAsString());
    }

    static IllegalArgumentException refused(Path file, String problem, String remedy) {
        return new IllegalArgumentException(file + " cannot be read as a BERT: " + problem + ". " + remedy + ".");
    }
}
