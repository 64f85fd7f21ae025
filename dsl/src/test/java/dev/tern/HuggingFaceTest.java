package dev.tern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.tern.datasets.DataException;
import dev.tern.datasets.pretrained.BertShape;
import dev.tern.exchange.HuggingFaceFolder;
import dev.tern.io.CorruptFileException;
import dev.tern.io.DType;
import dev.tern.io.Safetensors;
import dev.tern.io.StoredTensor;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints in Hugging Face's layout, written here. */
class HuggingFaceTest {
    private static final int ROUNDS = Integer.getInteger("tern.fuzz", 600);
    private static final int WIDTH = 8;
    private static final List<String> WORDS =
            List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "warm", "cold", "sun", "ice", "the", "##s");
    private static final String CONFIG = """
            {"model_type": "bert", "architectures": ["BertModel"], "hidden_size": 8, "num_hidden_layers": 2,
             "num_attention_heads": 2, "intermediate_size": 12, "vocab_size": 11, "max_position_embeddings": 16,
             "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12,
             "position_embedding_type": "absolute", "torch_dtype": "float32"}
            """;

    @TempDir
    Path folder;

    /** Random tensors of a BertModel; halves are exact in F16, BF16 and F32 alike. */
    private static Map<String, StoredTensor> tensors(String prefix, DType type) {
        Random random = new Random(1);
        Map<String, StoredTensor> all = new LinkedHashMap<>();
        all.put("embeddings.word_embeddings.weight", tensor(random, type, 11, WIDTH));
        all.put("embeddings.position_embeddings.weight", tensor(random, type, 16, WIDTH));
        all.put("embeddings.token_type_embeddings.weight", tensor(random, type, 2, WIDTH));
        norm(all, "embeddings.LayerNorm", random, type);
        for (int i = 0; i < 2; i++) {
            String at = "encoder.layer." + i + ".";
            for (String part : List.of("self.query", "self.key", "self.value", "output.dense")) {
                dense(all, at + "attention." + part, random, type, WIDTH, WIDTH);
            }
            norm(all, at + "attention.output.LayerNorm", random, type);
            dense(all, at + "intermediate.dense", random, type, 12, WIDTH);
            dense(all, at + "output.dense", random, type, WIDTH, 12);
            norm(all, at + "output.LayerNorm", random, type);
        }
        dense(all, "pooler.dense", random, type, WIDTH, WIDTH);
        Map<String, StoredTensor> named = new TreeMap<>();
        all.forEach((name, tensor) -> named.put(prefix + name, tensor));
        named.put("cls.predictions.bias", StoredTensor.of(new float[11], 11));
        return named;
    }

    private static void dense(Map<String, StoredTensor> all, String name, Random random, DType type, int out, int in) {
        all.put(name + ".weight", tensor(random, type, out, in));
        all.put(name + ".bias", tensor(random, type, out));
    }

    private static void norm(Map<String, StoredTensor> all, String name, Random random, DType type) {
        all.put(name + ".weight", tensor(random, type, WIDTH));
        all.put(name + ".bias", tensor(random, type, WIDTH));
    }

    private static StoredTensor tensor(Random random, DType type, long... shape) {
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        ByteBuffer bytes = ByteBuffer.allocate(count * type.bits() / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            float value = (random.nextInt(15) - 7) / 8f;
            switch (type.name()) {
                case "F32" -> bytes.putFloat(value);
                case "BF16" -> bytes.putShort((short) (Float.floatToIntBits(value) >>> 16));
                default -> {
                    int bits = Float.floatToIntBits(value);
                    int exponent = (bits >>> 23 & 0xff) - 112;
                    bytes.putShort(
                            (short) (value == 0 ? 0 : bits >>> 16 & 0x8000 | exponent << 10 | bits >>> 13 & 0x3ff));
                }
            }
        }
        return StoredTensor.of(type, bytes.flip(), shape);
    }

    private void write(String prefix, DType type) throws IOException {
        Files.writeString(folder.resolve("config.json"), CONFIG);
        Files.write(folder.resolve("vocab.txt"), WORDS);
        Safetensors.write(folder.resolve("model.safetensors"), tensors(prefix, type), Map.of("format", "pt"));
    }

    private static BertClassifier network(Path folder) {
        return BertClassifier.from(HuggingFaceFolder.open(folder).read(), 2, EmbeddingTraining.FROZEN, 1);
    }

    @ParameterizedTest
    @CsvSource({"'',F32", "bert.,F32", "'',F16", "bert.,BF16"})
    void everyTensorArrivesUnderItsName(String prefix, String type) throws IOException {
        write(prefix, DType.named(type));
        BertClassifier network = network(folder);
        assertThat(network.shape()).isEqualTo(new BertShape(2, 8, 2, 12, 11, 16, 2));
        Map<String, StoredTensor> plain = tensors("", DType.F32);
        network.parameters().stream()
                .filter(p -> !p.name().startsWith("classifier"))
                .forEach(p -> assertThat(p.value().toFloats())
                        .as(p.name())
                        .isEqualTo(plain.get(hugging(p.name())).toFloats()));
    }

    /** The published names, told apart from how Tern finds them. */
    private static String hugging(String name) {
        return name.replace("embeddings.norm", "embeddings.LayerNorm")
                .replaceFirst("embeddings\\.(word|position)\\.", "embeddings.$1_embeddings.")
                .replace("embeddings.type.", "embeddings.token_type_embeddings.")
                .replaceFirst("encoder\\.(\\d)\\.(query|key|value)", "encoder.layer.$1.attention.self.$2")
                .replaceFirst("encoder\\.(\\d)\\.attentionNorm", "encoder.layer.$1.attention.output.LayerNorm")
                .replaceFirst(
                        "encoder\\.(\\d)\\.attention\\.(weight|bias)", "encoder.layer.$1.attention.output.dense.$2")
                .replaceFirst("encoder\\.(\\d)\\.feedForwardIn", "encoder.layer.$1.intermediate.dense")
                .replaceFirst("encoder\\.(\\d)\\.feedForwardOut", "encoder.layer.$1.output.dense")
                .replaceFirst("encoder\\.(\\d)\\.norm", "encoder.layer.$1.output.LayerNorm")
                .replace("pooler.", "pooler.dense.")
                .replace(".gamma", ".weight")
                .replace(".beta", ".bias");
    }

    @Test
    void theWordTrainsAndSavesWhatItLoaded() throws IOException {
        write("bert.", DType.F32);
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": false}");
        Recipe recipe = Dsl.model(Dsl.huggingFace(folder).layers(1)).epochs(1).tokens(16);
        assertThat(recipe.toString()).contains("huggingFace(Path.of(\"" + folder + "\")).layers(1)");
        Model model = recipe.fit(Toy.split("few", 32, 1));
        assertThat(model.network().describe()).contains("1 layer, width 8");
        Path file = folder.resolve("saved.safetensors");
        model.save(file);
        Model loaded = Dsl.load(file);
        // A cased tokenizer must stay one: "Sun" is unknown to it, "sun" is not.
        for (String text : List.of("the sun", "the Sun", "cold ices")) {
            assertThat(loaded.predict(text).toString())
                    .isEqualTo(model.predict(text).toString());
        }
        assertThat(((Reader.Text) loaded.reader()).tokenizer().encode("Sun", 9).ids())
                .containsExactly(2, 1, 3);
        assertThatThrownBy(() ->
                        Dsl.model(Dsl.huggingFace(folder).layers(2)).tokens(16).fit(Toy.data()))
                .hasMessageContaining("0 to 1");
    }

    @Test
    void partsAreReadThroughTheirIndex() throws IOException {
        write("bert.", DType.F32);
        Map<String, StoredTensor> first = new TreeMap<>();
        Map<String, StoredTensor> second = new TreeMap<>();
        StringBuilder index = new StringBuilder();
        Safetensors.read(folder.resolve("model.safetensors")).tensors().forEach((name, tensor) -> {
            boolean isFirst = first.size() < 20;
            (isFirst ? first : second).put(name, tensor);
            index.append(index.isEmpty() ? "" : ",")
                    .append("\"" + name + "\":\"model-" + (isFirst ? 1 : 2) + ".safetensors\"");
        });
        float[] whole = network(folder).parameters().get(5).value().toFloats();
        Files.delete(folder.resolve("model.safetensors"));
        Safetensors.write(folder.resolve("model-1.safetensors"), first, Map.of());
        Safetensors.write(folder.resolve("model-2.safetensors"), second, Map.of());
        Path file = folder.resolve("model.safetensors.index.json");
        Files.writeString(file, "{\"weight_map\":{" + index + "}}");
        assertThat(network(folder).parameters().get(5).value().toFloats()).isEqualTo(whole);
        Files.writeString(file, "{\"weight_map\":{\"a\":\"../model.safetensors\"}}");
        assertThatThrownBy(() -> network(folder)).hasMessageContaining("names no safetensors files");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"bert\"|\"roberta\"|model_type is \"roberta\"",
                "\"gelu\"|\"gelu_new\"|hidden_act is \"gelu_new\"",
                "\"absolute\"|\"relative_key\"|position_embedding_type is \"relative_key\"",
                "1e-12|1e-5|layer_norm_eps is 1e-5",
                "\"hidden_size\": 8|\"hidden_size\": 10|has the shape [11, 8]",
                "\"hidden_size\": 8|\"hidden_size\": 9|cannot be shared among 2 heads",
                "\"num_hidden_layers\": 2|\"num_hidden_layers\": 2000000000|too few for the 2000000000 layers",
                "\"num_hidden_layers\": 2|\"num_hidden_layers\": \"two\"|of another kind",
                "\"num_hidden_layers\": 2|\"num_hidden_layers\": 2,|no JSON object",
                "\"vocab_size\": 11|\"vocab_size\": 10|11 tokens is larger",
                "\"type_vocab_size\": 2|\"type_vocab_size\": 2, \"is_decoder\": true|is_decoder is true"
            })
    void whatIsNoBertIsRefused(String change) throws IOException {
        String[] parts = change.split("\\|");
        write("", DType.F32);
        Files.writeString(folder.resolve("config.json"), CONFIG.replace(parts[0], parts[1]));
        assertThatThrownBy(() -> network(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(parts[2])
                .hasMessageEndingWith(".");
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        assertThatThrownBy(() -> network(folder)).hasMessageContaining("holds no config.json");
        write("", DType.F32);
        Files.delete(folder.resolve("model.safetensors"));
        assertThatThrownBy(() -> network(folder)).hasMessageContaining("safe_serialization=True");
        Files.delete(folder.resolve("vocab.txt"));
        assertThatThrownBy(() -> network(folder)).hasMessageContaining("neither tokenizer.json nor vocab.txt");
    }

    /** These files carry no checksum, so a changed weight is a weight; but nothing else than an own error may come. */
    @Test
    void damagedFilesGiveOneError() throws IOException {
        Random random = new Random(Long.getLong("tern.seed", 1L));
        write("bert.", DType.F16);
        Files.delete(folder.resolve("vocab.txt"));
        StringBuilder vocabulary = new StringBuilder();
        for (int i = 0; i < WORDS.size(); i++) {
            vocabulary.append(i == 0 ? "" : ",").append("\"" + WORDS.get(i) + "\":" + i);
        }
        Files.writeString(
                folder.resolve("tokenizer.json"),
                "{\"normalizer\":{\"type\":\"BertNormalizer\",\"lowercase\":true},\"pre_tokenizer\":"
                        + "{\"type\":\"BertPreTokenizer\"},\"model\":{\"type\":\"WordPiece\",\"vocab\":{" + vocabulary
                        + "},\"max_input_chars_per_word\":100}}");
        List<Path> files = List.of(
                folder.resolve("config.json"), folder.resolve("model.safetensors"), folder.resolve("tokenizer.json"));
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path file = files.get(round % 3);
            byte[] whole = Files.readAllBytes(file);
            byte[] damaged =
                    random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int i = 0; damaged.length > 0 && damaged.length == whole.length && i < 1 + random.nextInt(3); i++) {
                int reach = Math.min(damaged.length, 6000);
                damaged[random.nextInt(reach)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : "09-.e[{\"".charAt(random.nextInt(8)));
            }
            Files.write(file, damaged);
            try {
                network(folder);
            } catch (IllegalArgumentException | CorruptFileException | DataException e) {
                refused++;
                assertThat(e.getMessage()).as(round + " " + file).endsWith(".");
            } catch (RuntimeException | Error e) {
                fail(round + " " + file + ": " + e, e);
            }
            Files.write(file, whole);
        }
        assertThat(refused).isGreaterThan(ROUNDS / 3);
    }
}
