package dev.tern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tern.io.CorruptFileException;
import dev.tern.io.DType;
import dev.tern.io.Safetensors;
import dev.tern.io.SafetensorsFile;
import dev.tern.io.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files: each gives one clear error, or the very model that was saved. {@code -Dtern.fuzz=100000} tries more,
 * {@code -Dtern.seed=7} others.
 */
@Timeout(600)
class ModelFileFuzzTest {
    private static final int ROUNDS = Integer.getInteger("tern.fuzz", 1200);
    private static final long SEED = Long.getLong("tern.seed", 1L);
    private static final Random RANDOM = new Random(SEED);

    @TempDir
    Path folder;

    private static final List<Model> MODELS = models();

    private static List<Model> models() {
        List<Model> models = new ArrayList<>(List.of(Toy.teacher(), Toy.student()));
        Recipe quick = Dsl.model()
                .distillFrom(Toy.teacher())
                .epochs(1)
                .batch(16)
                .activations(Dsl.int4, Dsl.asymmetric.floatOffset().dynamic().clip(2.5f));
        models.add(quick.weights(Dsl.int3, Dsl.asymmetric, Dsl.perGroup(12)).fit(Toy.split("few", 32, 3)));
        models.add(Dsl.model(Dsl.mlp(16))
                .weights(Dsl.int8)
                .activations(Dsl.int8, Dsl.LSQ)
                .epochs(1)
                .fit(Dsl.digits().train().take(64)));
        models.add(Dsl.model()
                .ternarize(Dsl.TWN)
                .distillFrom(Toy.teacher())
                .activations(Dsl.int8, Dsl.asymmetric)
                .arithmetic(Dsl.integer)
                .epochs(1)
                .batch(16)
                .fit(Toy.split("few", 32, 3)));
        return models;
    }

    @Test
    void aDamagedFileIsRefusedOrIsTheModelThatWasSaved() throws IOException {
        Path broken = folder.resolve("broken.safetensors");
        int refused = 0;
        for (Model model : MODELS) {
            Path whole = folder.resolve("whole.safetensors");
            model.save(whole);
            byte[] bytes = Files.readAllBytes(whole);
            assertSame(model, Dsl.load(whole));
            for (int round = 0; round < ROUNDS / MODELS.size(); round++) {
                Files.write(broken, damaged(bytes));
                Model read = readOrNull(broken);
                if (read == null) {
                    refused++;
                } else {
                    assertSame(model, read);
                }
            }
        }
        assertThat(refused).isGreaterThan(ROUNDS * 9 / 10);
    }

    /** What a checksum cannot see, since it is of the nonsense itself. */
    @Test
    void nonsenseWithARightChecksumIsRefusedOrRead() {
        Path forged = folder.resolve("forged.safetensors");
        int refused = 0;
        for (Model model : MODELS) {
            Path whole = folder.resolve("whole.safetensors");
            model.save(whole);
            SafetensorsFile file = Safetensors.read(whole);
            for (int round = 0; round < ROUNDS / 4 / MODELS.size(); round++) {
                Map<String, StoredTensor> tensors = new TreeMap<>(file.tensors());
                Map<String, String> metadata = new TreeMap<>(file.metadata());
                for (int changes = 1 + RANDOM.nextInt(2); changes > 0; changes--) {
                    if (RANDOM.nextBoolean()) {
                        forge(tensors);
                    } else {
                        garble(metadata);
                    }
                }
                Safetensors.write(forged, tensors, metadata);
                refused += readOrNull(forged) == null ? 1 : 0;
            }
        }
        assertThat(refused).isGreaterThan(ROUNDS / 8);
    }

    private static Model readOrNull(Path file) {
        try {
            return Dsl.load(file);
        } catch (CorruptFileException | IllegalArgumentException e) {
            assertThat(e.getMessage()).contains(file.getFileName().toString()).endsWith(".");
            return null;
        } catch (RuntimeException | Error e) {
            return fail("seed " + SEED + ": " + e, e);
        }
    }

    private static void assertSame(Model expected, Model actual) {
        ModelFile.Contents one = ModelFile.contents(expected);
        ModelFile.Contents other = ModelFile.contents(actual);
        assertThat(other.metadata()).isEqualTo(one.metadata());
        assertThat(other.tensors().keySet()).isEqualTo(one.tensors().keySet());
        one.tensors().forEach((name, tensor) -> {
            assertThat(other.tensors().get(name).bytes()).as(name).isEqualTo(tensor.bytes());
            assertThat(other.tensors().get(name).shape()).as(name).isEqualTo(tensor.shape());
        });
    }

    private static byte[] damaged(byte[] whole) {
        int header =
                8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        byte[] bytes = whole.clone();
        switch (RANDOM.nextInt(8)) {
            case 0 -> bytes = Arrays.copyOf(bytes, RANDOM.nextInt(bytes.length));
            case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + RANDOM.nextInt(64));
            case 2 -> bytes[RANDOM.nextInt(8)] ^= (byte) (1 << RANDOM.nextInt(8));
            case 3 -> {
                int from = RANDOM.nextInt(bytes.length);
                int length = Math.min(bytes.length - from, 1 + RANDOM.nextInt(32));
                byte[] noise = new byte[length];
                RANDOM.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, from, length);
            }
            case 4 -> {
                int from = 8 + RANDOM.nextInt(header - 8);
                while (from < header && (bytes[from] < '0' || bytes[from] > '9')) {
                    from++;
                }
                bytes[Math.min(from, header - 1)] = (byte) ('0' + RANDOM.nextInt(10));
            }
            default -> {
                int reach = RANDOM.nextBoolean() ? header : bytes.length;
                for (int flips = 1 + RANDOM.nextInt(4); flips > 0; flips--) {
                    bytes[RANDOM.nextInt(reach)] ^= (byte) (1 << RANDOM.nextInt(8));
                }
            }
        }
        return bytes;
    }

    private static <T> T any(List<T> values) {
        return values.get(RANDOM.nextInt(values.size()));
    }

    private static void forge(Map<String, StoredTensor> tensors) {
        String name = any(List.copyOf(tensors.keySet()));
        StoredTensor tensor = tensors.get(name);
        byte[] bytes = tensor.toBytes();
        switch (RANDOM.nextInt(5)) {
            case 0 -> tensors.remove(name);
            case 1 -> tensors.put(name, StoredTensor.of(tensor.type(), ByteBuffer.wrap(new byte[0]), 0));
            case 2 -> tensors.put(name, any(List.copyOf(tensors.values())));
            case 3 -> tensors.put(name, StoredTensor.of(DType.named("X9"), ByteBuffer.wrap(bytes), bytes.length));
            default -> {
                if (!tensor.type().equals(DType.F32) || bytes.length == 0) {
                    RANDOM.nextBytes(bytes);
                    tensors.put(name, StoredTensor.of(tensor.type(), ByteBuffer.wrap(bytes), sizes(tensor)));
                    return;
                }
                float[] values = tensor.toFloats();
                values[RANDOM.nextInt(values.length)] =
                        any(List.of(Float.NaN, Float.POSITIVE_INFINITY, -1f, 0f, -0f, Float.MAX_VALUE, 1e-45f));
                tensors.put(name, StoredTensor.of(values, sizes(tensor)));
            }
        }
    }

    private static long[] sizes(StoredTensor tensor) {
        return tensor.shape().stream().mapToLong(Long::longValue).toArray();
    }

    private static final List<String> PIECES = List.of(
            "",
            "0",
            "-1",
            "2147483647",
            "99999999999",
            "1e9",
            "null",
            "[]",
            "{}",
            "\"",
            "int0",
            "int9",
            "perGroup(0)",
            "perGroup(999999999)",
            "symmetric.clip(-1f)",
            "1.6 ",
            "8 ",
            "NaN",
            "[[[[",
            "true",
            " ",
            "\u0000",
            "RELU");

    /** Puts nonsense where a number or a word stood. */
    private static void garble(Map<String, String> metadata) {
        String key = any(List.copyOf(metadata.keySet()));
        String text = metadata.get(key);
        if (RANDOM.nextInt(12) == 0) {
            metadata.remove(key);
            return;
        }
        List<int[]> places = new ArrayList<>();
        var words = java.util.regex.Pattern.compile("-?[0-9.]+|[A-Za-z]+").matcher(text);
        while (words.find()) {
            places.add(new int[] {words.start(), words.end()});
        }
        int[] place = places.isEmpty() ? new int[] {0, text.length()} : any(places);
        metadata.put(key, text.substring(0, place[0]) + any(PIECES) + text.substring(place[1]));
    }

    @Test
    void absurdSizesAreRefusedBeforeMemoryIsAskedFor() {
        Path file = folder.resolve("model.safetensors");
        Toy.student().save(file);
        SafetensorsFile whole = Safetensors.read(file);
        String network = String.valueOf(whole.metadata().get("tern.network"));
        for (String field : List.of("layers", "width", "heads", "feedForward", "vocabulary", "positions", "types")) {
            for (String size : List.of("0", "2147483647", "300000", "\"many\"")) {
                Map<String, String> metadata = new LinkedHashMap<>(whole.metadata());
                String changed = network.replaceFirst("\"" + field + "\":\\d+", "\"" + field + "\":" + size);
                assertThat(changed).isNotEqualTo(network);
                metadata.put("tern.network", changed);
                Path absurd = folder.resolve("absurd.safetensors");
                Safetensors.write(absurd, whole.tensors(), metadata);
                assertThat(readOrNull(absurd)).as(field + " " + size).isNull();
            }
        }
    }
}
