package dev.tern.io;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The safetensors format: named arrays in one file, readable by every tool of the field.
 *
 * <pre>
 * bytes 0 to 7      N, the length of the header, unsigned little-endian
 * bytes 8 to 8+N-1  JSON: {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [from, to]}, "__metadata__": {...}}
 * the rest          the arrays, row-major, little-endian, without holes; offsets count from here
 * </pre>
 *
 * Our files carry a SHA-256 of everything they say under the metadata key {@value #CHECKSUM}; it is verified when
 * present, so a flipped bit is an error and not a strange model. Source: the format's description in the repository
 * huggingface/safetensors.
 */
public final class Safetensors {

    /** The metadata key of the checksum. */
    public static final String CHECKSUM = "tern.sha256";

    /** The longest header that is read, as in the reference implementation: 100 MB. */
    static final long LONGEST_HEADER = 100_000_000;

    static final String METADATA = "__metadata__";

    private Safetensors() {}

    /**
     * Reads a whole file into memory and checks it.
     *
     * @throws CorruptFileException when the file is not a well-formed safetensors file
     * @throws UncheckedIOException when there is no such file or it cannot be read
     */
    public static SafetensorsFile read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new SafetensorsReader(file, channel).read();
        } catch (IOException e) {
            String remedy =
                    Files.exists(file) ? "See that it is a file and may be read." : "See that the path is right.";
            throw new UncheckedIOException("Could not read " + file + ": " + AtomicFile.reason(e) + ". " + remedy, e);
        }
    }

    /**
     * Writes a file, whole or not at all. The same content gives the same bytes.
     *
     * @param tensors arrays by name; a name may be anything but {@code __metadata__}
     * @param metadata what the file says about itself
     * @throws IllegalArgumentException when a name cannot be written
     * @throws UncheckedIOException when the file cannot be written
     */
    public static void write(Path file, Map<String, StoredTensor> tensors, Map<String, String> metadata) {
        if (tensors.containsKey(METADATA)) {
            throw new IllegalArgumentException("A tensor cannot be named \"" + METADATA
                    + "\": the format keeps that name for metadata. Give it another name.");
        }
        List<Map.Entry<String, StoredTensor>> placed = placed(tensors);
        byte[] header = header(placed, signed(tensors, metadata));
        ByteBuffer start = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(header.length).put(header).flip();
        AtomicFile.write(file, channel -> {
            AtomicFile.writeFully(channel, start.duplicate());
            for (Map.Entry<String, StoredTensor> entry : placed) {
                AtomicFile.writeFully(channel, entry.getValue().bytes());
            }
        });
    }

    /** What such a file takes before its arrays: the header and its length. */
    public static long headerBytes(Map<String, StoredTensor> tensors, Map<String, String> metadata) {
        return 8L + header(placed(tensors), signed(tensors, metadata)).length;
    }

    /** The metadata with the checksum of everything. */
    private static SortedMap<String, String> signed(Map<String, StoredTensor> tensors, Map<String, String> metadata) {
        SortedMap<String, String> words = new TreeMap<>(metadata);
        words.remove(CHECKSUM);
        words.put(CHECKSUM, Checksum.of(new TreeMap<>(tensors), words));
        return words;
    }

    /** Wide elements first, so that every array starts at a multiple of its element size. */
    private static List<Map.Entry<String, StoredTensor>> placed(Map<String, StoredTensor> tensors) {
        return tensors.entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, StoredTensor>>comparingInt(
                                entry -> -entry.getValue().type().bits())
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    private static byte[] header(List<Map.Entry<String, StoredTensor>> placed, Map<String, String> metadata) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setHtmlSafe(false);
            json.beginObject().name(METADATA).beginObject();
            for (Map.Entry<String, String> word : metadata.entrySet()) {
                json.name(word.getKey()).value(word.getValue());
            }
            json.endObject();
            long offset = 0;
            for (Map.Entry<String, StoredTensor> entry : placed) {
                StoredTensor tensor = entry.getValue();
                long end = offset + tensor.bytes().remaining();
                json.name(entry.getKey()).beginObject();
                json.name("dtype").value(tensor.type().name()).name("shape").beginArray();
                for (long size : tensor.shape()) {
                    json.value(size);
                }
                json.endArray().name("data_offsets").beginArray();
                json.value(offset).value(end).endArray().endObject();
                offset = end;
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] header = utf8(text.toString());
        byte[] padded = java.util.Arrays.copyOf(header, header.length + 7 & ~7);
        java.util.Arrays.fill(padded, header.length, padded.length, (byte) ' ');
        return padded;
    }

    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "A tensor name or metadata value holds half a surrogate pair, which UTF-8 cannot write.", e);
        }
    }
}
