package dev.tern.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

    private static final DType[] TYPES = {
        DType.F32, DType.F16, DType.BF16, DType.I8, DType.U8, DType.I16, DType.I32, DType.I64, DType.BOOL, DType.F64
    };

    @TempDir
    Path folder;

    private static Map<String, StoredTensor> randomTensors(Random random) {
        Map<String, StoredTensor> tensors = new TreeMap<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            DType type = TYPES[random.nextInt(TYPES.length)];
            long[] shape = random.longs(random.nextInt(4), 0, 5).toArray();
            long elements = LongStream.of(shape).reduce(1, Math::multiplyExact);
            byte[] bytes = new byte[(int) elements * type.bits() / 8];
            random.nextBytes(bytes);
            String name = random.nextInt(3) == 0 ? "schlüssel \"" + i + "\" ≤\n<a>" : "encoder." + i + ".weight";
            tensors.put(name, StoredTensor.of(type, ByteBuffer.wrap(bytes), shape));
        }
        return tensors;
    }

    private static void assertSame(Map<String, StoredTensor> read, Map<String, StoredTensor> written) {
        assertThat(read.keySet()).isEqualTo(written.keySet());
        written.forEach((name, tensor) -> {
            assertThat(read.get(name).type()).isEqualTo(tensor.type());
            assertThat(read.get(name).shape()).isEqualTo(tensor.shape());
            assertThat(read.get(name).bytes()).isEqualTo(tensor.bytes());
        });
    }

    @Test
    void whatIsWrittenIsRead() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            Map<String, StoredTensor> tensors = randomTensors(random);
            Map<String, String> metadata = round % 2 == 0 ? Map.of() : Map.of("format", "pt", "ü", "\u0001\"\\");
            Path file = folder.resolve("random.safetensors");
            Safetensors.write(file, tensors, metadata);
            SafetensorsFile read = Safetensors.read(file);
            assertSame(read.tensors(), tensors);
            assertThat(read.metadata()).isEqualTo(metadata);
        }
    }

    @Test
    void scalarsAndEmptyTensorsKeepTheirShape() {
        Path file = folder.resolve("edge.safetensors");
        Safetensors.write(
                file,
                Map.of("one", StoredTensor.of(new float[] {3}), "none", StoredTensor.of(new float[0], 0, 7)),
                Map.of());
        SafetensorsFile read = Safetensors.read(file);
        assertThat(read.tensor("one").shape()).isEmpty();
        assertThat(read.tensor("one").toFloats()).containsExactly(3);
        assertThat(read.tensor("none").shape()).containsExactly(0L, 7L);
    }

    @Test
    void theSameContentGivesTheSameBytesInWhateverOrderItComes() throws IOException {
        Map<String, StoredTensor> tensors = new java.util.LinkedHashMap<>();
        tensors.put("b", StoredTensor.ofSigned(new byte[] {1, 2, 3}, 3));
        tensors.put("a", StoredTensor.of(new float[] {1, 2}, 2));
        Path first = folder.resolve("1");
        Path second = folder.resolve("2");
        Safetensors.write(first, tensors, Map.of("k", "v"));
        Safetensors.write(second, new TreeMap<>(tensors), Map.of("k", "v"));
        assertThat(first).hasSameBinaryContentAs(second);
    }

    @Test
    void everyArrayStartsAtAMultipleOfItsElementSize() throws IOException {
        Path file = folder.resolve("aligned");
        Safetensors.write(
                file,
                Map.of(
                        "a", StoredTensor.ofUnsigned(new byte[] {7, 7, 7}, 3),
                        "z", StoredTensor.of(new float[] {1.5f}, 1)),
                Map.of());
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int data = 8 + (int) bytes.getLong(0);
        assertThat(data % 8).isZero();
        assertThat(bytes.getFloat(data)).isEqualTo(1.5f);
        assertThat(bytes.get(data + 4)).isEqualTo((byte) 7);
    }

    /** 5,000 damaged files: each is refused with the one exception, or reads as the file it was. */
    @Test
    void aDamagedFileIsRefusedOrReadsUnchanged() throws IOException {
        Random random = new Random(2);
        int refused = 0;
        for (int round = 0; round < 50; round++) {
            Map<String, StoredTensor> tensors = randomTensors(random);
            Path file = folder.resolve("whole");
            Safetensors.write(file, tensors, Map.of("tern.kind", "test"));
            byte[] whole = Files.readAllBytes(file);
            int header = 8
                    + (int) ByteBuffer.wrap(whole)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong(0);
            for (int i = 0; i < 100; i++) {
                byte[] damaged;
                if (i % 4 == 0) {
                    damaged = java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
                } else {
                    damaged = whole.clone();
                    int reach = i % 4 == 1 ? whole.length : header;
                    damaged[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
                }
                Path broken = folder.resolve("broken");
                Files.write(broken, damaged);
                try {
                    assertSame(Safetensors.read(broken).tensors(), tensors);
                } catch (CorruptFileException e) {
                    refused++;
                    assertThat(e.offset()).isBetween(0L, (long) whole.length);
                    assertThat(e.getMessage())
                            .contains("broken", "at byte " + e.offset())
                            .endsWith(".");
                }
            }
        }
        assertThat(refused).isGreaterThan(4000);
    }

    @Test
    void aFlippedBitInTheDataIsCaught() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(file, Map.of("w", StoredTensor.of(new float[] {1, 2, 3}, 3)), Map.of());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("model.safetensors")
                .hasMessageContaining("checksum")
                .hasMessageContaining("save the model again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[]|no JSON object",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[2],\"data_offsets\":[0,2]}|broken",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[2],\"data_offsets\":[0,2]}}|no tensor owns the last 2 bytes",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4]},\"a\":{}}|\"a\" stands there twice",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[5],\"data_offsets\":[0,5]}}|has only 4",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[3],\"data_offsets\":[1,4]}}|leaves a hole",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[3],\"data_offsets\":[0,3]},\"b\":{\"dtype\":\"I8\",\"shape\":[2],\"data_offsets\":[2,4]}}|overlaps",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[4,0]}}|ends before it starts",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}|cannot have 4 bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[999999999999,999999999999],\"data_offsets\":[0,4]}}|cannot have 4 bytes",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[-4],\"data_offsets\":[0,4]}}|no whole number",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[4.0],\"data_offsets\":[0,4]}}|no whole number",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[\"4\"],\"data_offsets\":[0,4]}}|a number was expected",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4],\"x\":1}}|no field \"x\"",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[4]}}|needs dtype, shape and two data_offsets",
                "{\"__metadata__\":{\"k\":1},\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4]}}|a text in quotes",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4]}} x|broken",
            })
    void aBadHeaderIsNamed(String header, String problem) throws IOException {
        Path file = folder.resolve("bad");
        Files.write(file, raw(header, new byte[4]));
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void foreignAndEmptyFilesAreRefused() throws IOException {
        Path file = folder.resolve("foreign");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(CorruptFileException.class);
        Files.writeString(file, "PK this is a zip archive");
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("safetensors file");
    }

    @Test
    void filesOfOtherToolsAreReadWithTypesWeDoNotKnow() throws IOException {
        Path file = folder.resolve("other");
        Files.write(
                file, raw("{\"a\":{\"data_offsets\":[0,3],\"shape\":[6],\"dtype\":\"F4\"}}\n  ", new byte[] {1, 2, 3}));
        StoredTensor tensor = Safetensors.read(file).tensor("a");
        assertThat(tensor.type().isKnown()).isFalse();
        assertThat(tensor.toBytes()).containsExactly(1, 2, 3);
    }

    private static byte[] raw(String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array();
    }

    @Test
    void halvesWidenWithoutLoss() {
        short[] halves = {0, (short) 0x8000, 0x3c00, (short) 0xc000, 0x7bff, 0x0001, 0x0400, 0x7c00, (short) 0xfc00};
        float inf = Float.POSITIVE_INFINITY;
        float[] expected = {0f, -0f, 1f, -2f, 65504f, 0x1p-24f, 0x1p-14f, inf, -inf};
        ByteBuffer bytes = ByteBuffer.allocate(2 * halves.length).order(ByteOrder.LITTLE_ENDIAN);
        for (short half : halves) {
            bytes.putShort(half);
        }
        assertThat(StoredTensor.of(DType.F16, bytes.flip(), halves.length).toFloats())
                .containsExactly(expected);
        bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) 0x3fc0).putShort((short) 0xc040).flip();
        assertThat(StoredTensor.of(DType.BF16, bytes, 2).toFloats()).containsExactly(1.5f, -3f);
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("kept");
        Files.writeString(file, "old");
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.wrap(new byte[10]));
                    throw new IOException("the disk is full");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the disk is full");
        assertThat(file).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void mistakesOfTheCallerAreNamed() {
        Path file = folder.resolve("absent");
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("absent")
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> StoredTensor.of(new float[3], 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 bytes, but 12");
        StoredTensor one = StoredTensor.of(new float[] {1});
        assertThatThrownBy(() -> Safetensors.write(file, Map.of("__metadata__", one), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Safetensors.write(file, Map.of("\ud800", one), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(file).doesNotExist();
        Safetensors.write(file, Map.of("w", one), Map.of());
        assertThatThrownBy(() -> Safetensors.read(file).tensor("v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("It has 1: w");
        assertThat(List.of(one.toString())).containsExactly("F32 [], 4 bytes");
    }
}
