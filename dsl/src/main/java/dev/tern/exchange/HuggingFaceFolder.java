package dev.tern.exchange;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tern.datasets.pretrained.BertShape;
import dev.tern.datasets.pretrained.Pretrained;
import dev.tern.datasets.pretrained.Weight;
import dev.tern.datasets.text.Normalizer;
import dev.tern.datasets.text.WordPiece;
import dev.tern.io.Safetensors;
import dev.tern.io.StoredTensor;
import dev.tern.nn.Nonlinearity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A checkpoint's folder whose configuration has been read; its weights not yet.
 *
 * @param folder where it lies
 * @param config its measures
 */
public record HuggingFaceFolder(Path folder, HuggingFaceConfig config) {
    private static final String WEIGHTS = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private static final int TENSORS_A_LAYER = 16;

    /**
     * Reads the configuration of the checkpoint in a folder.
     *
     * @throws IllegalArgumentException if there is none, or it is of another kind of network
     */
    public static HuggingFaceFolder open(Path folder) {
        Path config = folder.resolve("config.json");
        if (!Files.isRegularFile(config)) {
            throw new IllegalArgumentException(folder + " holds no config.json: name the folder of a checkpoint, with"
                    + " config.json, model.safetensors and vocab.txt or tokenizer.json in it.");
        }
        return new HuggingFaceFolder(folder, HuggingFaceConfig.read(config));
    }

    /** The encoder's measures. */
    public BertShape shape() {
        return config.shape();
    }

    /** What stands between the feed-forward layers. */
    public Nonlinearity nonlinearity() {
        return config.nonlinearity();
    }

    /**
     * Weights and tokenizer. F16 and BF16 weights are widened without loss.
     *
     * @throws IllegalArgumentException if a weight is missing or of another shape
     * @throws dev.tern.io.CorruptFileException if a file of weights is damaged
     */
    public Pretrained read() {
        WordPiece tokenizer = tokenizer();
        if (tokenizer.vocabularySize() > shape().vocabulary()) {
            throw HuggingFaceConfig.refused(
                    folder,
                    "its vocabulary of " + tokenizer.vocabularySize() + " tokens is larger than vocab_size "
                            + shape().vocabulary(),
                    "Take the tokenizer that belongs to the weights");
        }
        Map<String, StoredTensor> stored = stored();
        if (shape().layers() > stored.size() / TENSORS_A_LAYER) {
            throw HuggingFaceConfig.refused(
                    folder,
                    "it holds " + stored.size() + " tensors, too few for the " + shape().layers()
                            + " layers that config.json tells of",
                    "Take the config.json that belongs to the weights");
        }
        Map<String, Weight> weights = new LinkedHashMap<>();
        shapes().forEach((name, shape) -> {
            StoredTensor tensor = stored.get(name);
            if (tensor != null) {
                weights.put(name, new Weight(shape, floats(name, tensor, shape)));
            } else if (!name.startsWith("pooler.")) {
                throw HuggingFaceConfig.refused(folder, "the tensor " + name + " is missing", "Download it again");
            }
        });
        return Pretrained.of(
                String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
                "see its page",
                shape(),
                weights,
                tokenizer);
    }

    private float[] floats(String name, StoredTensor tensor, int[] shape) {
        long[] sizes = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        if (sizes.length != shape.length || sizes[0] != shape[0] || shape.length == 2 && sizes[1] != shape[1]) {
            throw HuggingFaceConfig.refused(
                    folder,
                    "the tensor " + name + " has the shape " + tensor.shape() + ", but config.json asks for "
                            + java.util.Arrays.toString(shape),
                    "Take the config.json that belongs to the weights");
        }
        float[] values;
        try {
            values = tensor.toFloats();
        } catch (IllegalStateException e) {
            throw HuggingFaceConfig.refused(
                    folder, "the tensor " + name + " is of type " + tensor.type(), "Save it as F32, F16 or BF16");
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw HuggingFaceConfig.refused(
                        folder, "the tensor " + name + " holds " + value, "Take weights that are numbers");
            }
        }
        return values;
    }

    /** Every tensor, under the name it has in a BertModel. */
    private Map<String, StoredTensor> stored() {
        Map<String, StoredTensor> all = new TreeMap<>();
        for (Path file : files()) {
            Safetensors.read(file).tensors().forEach((name, tensor) -> all.put(plain(name), tensor));
        }
        return all;
    }

    /** Without the name of the task's model around it, and the norms as they are called today. */
    private static String plain(String name) {
        return name.replaceFirst("^bert\\.", "")
                .replaceFirst("LayerNorm\\.gamma$", "LayerNorm.weight")
                .replaceFirst("LayerNorm\\.beta$", "LayerNorm.bias");
    }

    private List<Path> files() {
        Path whole = folder.resolve(WEIGHTS);
        Path index = folder.resolve(INDEX);
        if (Files.isRegularFile(whole)) {
            return List.of(whole);
        }
        if (!Files.isRegularFile(index)) {
            throw HuggingFaceConfig.refused(
                    folder,
                    "it holds no " + WEIGHTS,
                    "Where there is only a pytorch_model.bin, load it in transformers and call"
                            + " save_pretrained(folder, safe_serialization=True)");
        }
        JsonElement map = HuggingFaceConfig.object(index).get("weight_map");
        TreeSet<String> names = new TreeSet<>();
        if (map instanceof JsonObject entries) {
            entries.asMap().values().forEach(name -> names.add(name.isJsonPrimitive() ? name.getAsString() : ""));
        }
        if (names.isEmpty() || !names.stream().allMatch(name -> name.matches("[\\w.-]+\\.safetensors"))) {
            throw HuggingFaceConfig.refused(index, "its weight_map names no safetensors files", "Download it again");
        }
        return names.stream().map(folder::resolve).toList();
    }

    private WordPiece tokenizer() {
        Path json = folder.resolve("tokenizer.json");
        Path lines = folder.resolve("vocab.txt");
        if (Files.isRegularFile(json)) {
            return WordPiece.read(json);
        }
        if (!Files.isRegularFile(lines)) {
            throw HuggingFaceConfig.refused(
                    folder, "it holds neither tokenizer.json nor vocab.txt", "Download one of them");
        }
        WordPiece plain = WordPiece.read(lines);
        Path settings = folder.resolve("tokenizer_config.json");
        if (!Files.isRegularFile(settings)) {
            return plain;
        }
        JsonObject said = HuggingFaceConfig.object(settings);
        boolean lowers = isSaid(said, "do_lower_case", true);
        Normalizer normalizer = new Normalizer(
                true, isSaid(said, "tokenize_chinese_chars", true), isSaid(said, "strip_accents", lowers), lowers);
        return WordPiece.of(plain.vocabulary(), normalizer, plain.prefix(), plain.longestWord());
    }

    private static boolean isSaid(JsonObject settings, String key, boolean otherwise) {
        JsonElement found = settings.get(key);
        return found != null && found.isJsonPrimitive() ? found.getAsBoolean() : otherwise;
    }

    /** What a BertModel of this shape holds; the pooler may be missing. */
    private Map<String, int[]> shapes() {
        BertShape s = shape();
        int width = s.width();
        Map<String, int[]> all = new LinkedHashMap<>();
        all.put("embeddings.word_embeddings.weight", new int[] {s.vocabulary(), width});
        all.put("embeddings.position_embeddings.weight", new int[] {s.positions(), width});
        all.put("embeddings.token_type_embeddings.weight", new int[] {s.types(), width});
        norm(all, "embeddings.LayerNorm", width);
        for (int layer = 0; layer < s.layers(); layer++) {
            String at = "encoder.layer." + layer + ".";
            for (String part : List.of("self.query", "self.key", "self.value", "output.dense")) {
                dense(all, at + "attention." + part, width, width);
            }
            norm(all, at + "attention.output.LayerNorm", width);
            dense(all, at + "intermediate.dense", s.feedForward(), width);
            dense(all, at + "output.dense", width, s.feedForward());
            norm(all, at + "output.LayerNorm", width);
        }
        dense(all, "pooler.dense", width, width);
        return all;
    }

    private static void dense(Map<String, int[]> all, String name, int out, int in) {
        all.put(name + ".weight", new int[] {out, in});
        all.put(name + ".bias", new int[] {out});
    }

    private static void norm(Map<String, int[]> all, String name, int width) {
        all.put(name + ".weight", new int[] {width});
        all.put(name + ".bias", new int[] {width});
    }
}
