package dev.tern;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import dev.tern.datasets.pretrained.BertShape;
import dev.tern.datasets.text.WordPiece;
import dev.tern.io.CorruptFileException;
import dev.tern.io.Safetensors;
import dev.tern.io.SafetensorsFile;
import dev.tern.io.StoredTensor;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Mlp;
import dev.tern.nn.Network;
import dev.tern.nn.Nonlinearity;
import dev.tern.nn.Parameter;
import dev.tern.nn.Quantization;
import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Bits;
import dev.tern.quant.Codes;
import dev.tern.quant.Range;
import dev.tern.quant.Scheme;
import dev.tern.train.History;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model as a safetensors file.
 *
 * <p>A parameter that is not quantized is an F32 tensor under its name; of a quantized one {@link StoredCodes} tells. A
 * quantized activation is {@code activation.PLACE} (F32: low and high end of its range, or, if every batch has its own,
 * of the limits to that). {@code tokenizer} holds the vocabulary as UTF-8 lines. The metadata say the rest: network,
 * classes, recipe.
 */
final class ModelFile {
    private static final String FORMAT = "tern.format";
    private static final String VERSION = "2";
    private static final Gson GSON = new Gson();

    /** What the metadata say of a network; exactly one of the two is present. */
    private record Description(
            @Nullable BertShape bert,
            @Nullable List<Integer> mlp,
            int tokens,
            List<String> labels,
            boolean frozen,
            @Nullable Nonlinearity nonlinearity,
            @Nullable List<String> split) {}

    private ModelFile() {}

    static void write(Model model, Path file) {
        Network network = model.network();
        Quantization quantization = network.quantization();
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        Map<String, Codes> quantized = new LinkedHashMap<>();
        for (Parameter p : network.parameters()) {
            Codes codes = quantization.codes(p.name());
            if (codes == null) {
                tensors.put(
                        p.name(),
                        StoredTensor.of(
                                p.value().toFloats(),
                                p.value().rows(),
                                p.value().columns()));
            } else {
                quantized.put(p.name(), codes);
            }
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        StoredCodes.write(quantized, tensors, metadata);
        Map<String, String> formats = new LinkedHashMap<>();
        for (String place : network.places()) {
            ActivationQuantizer quantizer = quantization.activation(place);
            if (quantizer != null) {
                tensors.put(
                        "activation." + place,
                        StoredTensor.of(
                                new float[] {
                                    quantizer.range().low(), quantizer.range().high()
                                },
                                2));
                formats.put(place, quantizer.bits() + " " + quantizer.scheme());
            }
        }
        if (!formats.isEmpty()) {
            metadata.put("tern.activations", GSON.toJson(formats));
        }
        int tokens = 0;
        if (model.reader() instanceof Reader.Text text) {
            tokens = text.tokens();
            byte[] lines = String.join("\n", text.tokenizer().vocabulary()).getBytes(StandardCharsets.UTF_8);
            tensors.put("tokenizer", StoredTensor.ofUnsigned(lines, lines.length));
        }
        Description description = new Description(
                network instanceof BertClassifier bert ? bert.shape() : null,
                network instanceof Mlp mlp ? mlp.widths() : null,
                tokens,
                model.labels(),
                network instanceof BertClassifier bert && bert.embeddingTraining() == EmbeddingTraining.FROZEN,
                network instanceof BertClassifier bert && bert.nonlinearity() != Nonlinearity.GELU
                        ? bert.nonlinearity()
                        : null,
                network instanceof BertClassifier bert && !bert.splitLayers().isEmpty() ? bert.splitLayers() : null);
        metadata.put(FORMAT, VERSION);
        metadata.put("tern.network", GSON.toJson(description));
        metadata.put("tern.label", model.label());
        metadata.put("tern.recipe", model.code());
        Safetensors.write(file, tensors, metadata);
    }

    static Model read(Path path) {
        SafetensorsFile file = Safetensors.read(path);
        if (!VERSION.equals(file.metadata().get(FORMAT))) {
            throw new IllegalArgumentException(path + " is a safetensors file, but not one that Tern wrote in format "
                    + VERSION + ": load(...) reads what model.save(...) writes.");
        }
        Description description = description(file);
        Network network = network(description, path);
        Map<String, Codes> codes = new LinkedHashMap<>();
        for (Parameter p : network.parameters()) {
            Codes found = StoredCodes.read(file, p);
            if (found == null) {
                p.set(tensor(file, p.name()).toFloats());
            } else {
                codes.put(p.name(), found);
                p.set(found.values());
            }
        }
        Map<String, ActivationQuantizer> activations = new LinkedHashMap<>();
        formats(file, network).forEach((place, format) -> activations.put(place, activation(file, place, format)));
        Reader reader = description.bert == null ? new Reader.Features() : reader(file, description);
        return new Model(
                file.metadata().getOrDefault("tern.label", "loaded"),
                file.metadata().getOrDefault("tern.recipe", "load(...)"),
                network.copy(
                        Quantization.stored(codes, activations),
                        description.frozen ? EmbeddingTraining.FROZEN : EmbeddingTraining.TRAINED),
                reader,
                description.labels,
                History.none());
    }

    /** How each quantized place is quantized: bits and scheme, such as {@code int8 asymmetric}. */
    private static Map<String, String> formats(SafetensorsFile file, Network network) {
        String stored = file.metadata().get("tern.activations");
        Map<String, String> formats = new LinkedHashMap<>();
        if (stored == null) {
            return formats;
        }
        try {
            JsonObject json = JsonParser.parseString(stored).getAsJsonObject();
            for (String place : network.places()) {
                if (json.has(place)) {
                    formats.put(place, json.get(place).getAsString());
                }
            }
            return formats;
        } catch (JsonParseException | IllegalStateException e) {
            throw corrupt(file.file(), "its metadata do not say how activations are quantized");
        }
    }

    private static ActivationQuantizer activation(SafetensorsFile file, String place, String format) {
        Bits bits = new Bits(Integer.parseInt(format.substring(3, format.indexOf(' '))));
        Scheme scheme = Scheme.parse(format.substring(format.indexOf(' ') + 1));
        float[] range = tensor(file, "activation." + place).toFloats();
        ActivationQuantizer quantizer = new ActivationQuantizer(place, bits, scheme);
        quantizer.restore(new Range(range[0], range[1]));
        return quantizer;
    }

    private static Description description(SafetensorsFile file) {
        try {
            Description found = GSON.fromJson(file.metadata().get("tern.network"), Description.class);
            if (found != null && found.labels != null && (found.bert == null) != (found.mlp == null)) {
                return found;
            }
        } catch (JsonSyntaxException e) {
            // Said below, in the words of every other broken file.
        }
        throw corrupt(file.file(), "its metadata do not describe a network");
    }

    private static Network network(Description d, Path path) {
        try {
            return d.bert != null ? bert(d, d.bert) : Mlp.random(d.mlp, 0);
        } catch (IllegalArgumentException e) {
            throw corrupt(path, String.valueOf(e.getMessage()));
        }
    }

    /** What a file of an earlier version does not tell is as it was then: GELU, and no layer split. */
    private static Network bert(Description d, BertShape shape) {
        EmbeddingTraining embeddings = d.frozen ? EmbeddingTraining.FROZEN : EmbeddingTraining.TRAINED;
        BertClassifier network = BertClassifier.random(shape, d.labels.size(), embeddings, 0);
        network = d.nonlinearity == null ? network : network.with(d.nonlinearity);
        return d.split == null ? network : network.split(d.split);
    }

    private static Reader reader(SafetensorsFile file, Description description) {
        String lines = new String(tensor(file, "tokenizer").toBytes(), StandardCharsets.UTF_8);
        return new Reader.Text(WordPiece.of(List.of(lines.split("\n", -1))), description.tokens);
    }

    private static StoredTensor tensor(SafetensorsFile file, String name) {
        StoredTensor found = file.tensors().get(name);
        if (found == null) {
            throw corrupt(file.file(), "the tensor " + name + " is missing");
        }
        return found;
    }

    private static CorruptFileException corrupt(Path file, String problem) {
        return new CorruptFileException(file, problem, 0, "Save the model again with model.save(...).");
    }
}
