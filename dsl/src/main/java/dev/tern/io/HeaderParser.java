package dev.tern.io;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The JSON of a safetensors header, read strictly: no name twice, no field missing, none unknown, whole numbers. */
final class HeaderParser {

    private static final String REMEDY = "See that it is a safetensors file; if it is, download it or save it again.";
    private static final Pattern COLUMN = Pattern.compile("line (\\d+) column (\\d+)");

    private final Path file;
    private final ByteBuffer bytes;

    HeaderParser(Path file, ByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    Header parse() {
        String text = decode();
        if (!text.startsWith("{")) {
            throw corrupt("its header is no JSON object", 8);
        }
        JsonReader json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
        try {
            Header header = header(json);
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalStateException("more text follows the JSON object");
            }
            return header;
        } catch (EOFException e) {
            throw corrupt("its header is broken JSON: it ends too early", 8L + bytes.capacity());
        } catch (IOException | IllegalStateException e) {
            String reason = String.valueOf(e.getMessage())
                    .lines()
                    .findFirst()
                    .orElse("")
                    .replaceAll(" at line.*", "");
            throw corrupt("its header is broken: " + reason + " at " + json.getPath(), offset(json, text));
        }
    }

    private String decode() {
        ByteBuffer input = bytes.duplicate();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(input).toString();
        } catch (CharacterCodingException e) {
            throw corrupt("its header is not UTF-8 text", 8L + input.position());
        }
    }

    private static Header header(JsonReader json) throws IOException {
        List<Header.Entry> entries = new ArrayList<>();
        SortedMap<String, String> metadata = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            require(seen.add(name), "the name \"" + name + "\" stands there twice");
            if (name.equals(Safetensors.METADATA)) {
                json.beginObject();
                while (json.hasNext()) {
                    String key = json.nextName();
                    require(metadata.put(key, string(json)) == null, "the key \"" + key + "\" stands there twice");
                }
                json.endObject();
            } else {
                entries.add(entry(name, json));
            }
        }
        json.endObject();
        return new Header(entries, metadata);
    }

    private static Header.Entry entry(String name, JsonReader json) throws IOException {
        @Nullable String type = null;
        @Nullable List<Long> shape = null;
        @Nullable List<Long> offsets = null;
        json.beginObject();
        while (json.hasNext()) {
            String field = json.nextName();
            switch (field) {
                case "dtype" -> {
                    require(type == null, "dtype stands there twice");
                    type = string(json);
                }
                case "shape" -> {
                    require(shape == null, "shape stands there twice");
                    shape = numbers(json);
                }
                case "data_offsets" -> {
                    require(offsets == null, "data_offsets stand there twice");
                    offsets = numbers(json);
                }
                default -> throw new IllegalStateException("a tensor has no field \"" + field + "\"");
            }
        }
        json.endObject();
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw new IllegalStateException("the tensor \"" + name + "\" needs dtype, shape and two data_offsets");
        }
        return new Header.Entry(name, DType.named(type), shape, offsets.get(0), offsets.get(1));
    }

    private static String string(JsonReader json) throws IOException {
        require(json.peek() == JsonToken.STRING, "a text in quotes was expected");
        return json.nextString();
    }

    private static List<Long> numbers(JsonReader json) throws IOException {
        List<Long> numbers = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            require(json.peek() == JsonToken.NUMBER, "a number was expected");
            String digits = json.nextString();
            require(digits.matches("\\d{1,18}"), digits + " is no whole number of at most 18 digits");
            numbers.add(Long.parseLong(digits));
        }
        json.endArray();
        return List.copyOf(numbers);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** The byte the reader stands at: it tells line and column in characters. */
    private static long offset(JsonReader json, String text) {
        Matcher where = COLUMN.matcher(json.toString());
        if (!where.find()) {
            return 8;
        }
        int start = 0;
        for (int line = 1; line < Integer.parseInt(where.group(1)); line++) {
            start = text.indexOf('\n', start) + 1;
        }
        int characters = Math.min(text.length(), start + Integer.parseInt(where.group(2)) - 1);
        return 8L + text.substring(0, characters).getBytes(StandardCharsets.UTF_8).length;
    }

    private CorruptFileException corrupt(String problem, long offset) {
        return new CorruptFileException(file, problem, offset, REMEDY);
    }
}
