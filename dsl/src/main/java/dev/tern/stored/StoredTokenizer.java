package dev.tern.stored;

import com.google.gson.Gson;
import dev.tern.datasets.DataException;
import dev.tern.datasets.text.Normalizer;
import dev.tern.datasets.text.WordPiece;
import dev.tern.io.DType;
import dev.tern.io.StoredTensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The tokenizer in a model's file: {@code tokenizer} (U8) is a zlib stream (RFC 1950) of the vocabulary as UTF-8 lines in
 * the order of their ids; the metadata {@code tern.tokenizer} say how a text becomes words. In files of version 2 the
 * lines are plain and the words are those of an uncased BERT.
 */
public final class StoredTokenizer {
    private static final String NAME = "tokenizer";
    private static final String KEY = "tern.tokenizer";

    /** The most that a vocabulary may unpack to, so that no file can ask for all memory. */
    private static final int LARGEST = 1 << 26;

    private record Rules(
            @Nullable Normalizer normalizer, @Nullable String prefix, int longestWord) {}

    private StoredTokenizer() {}

    /** Adds a tokenizer to the tensors and metadata of a file. */
    public static void write(WordPiece tokenizer, Map<String, StoredTensor> tensors, Map<String, String> metadata) {
        for (String token : tokenizer.vocabulary()) {
            if (token.indexOf('\n') >= 0) {
                throw new IllegalStateException("The vocabulary holds a token with a line break, which a file of lines"
                        + " cannot keep: use a tokenizer without it.");
            }
        }
        byte[] packed = deflate(String.join("\n", tokenizer.vocabulary()).getBytes(StandardCharsets.UTF_8));
        tensors.put(NAME, StoredTensor.ofUnsigned(packed, packed.length));
        Rules rules = new Rules(tokenizer.normalizer(), tokenizer.prefix(), tokenizer.longestWord());
        metadata.put(KEY, new Gson().toJson(rules));
    }

    /** The tokenizer of a network whose word table has so many rows. */
    public static WordPiece read(StoredFile file, int rows) {
        byte[] stored = file.bytes(NAME, DType.U8);
        Rules rules = rules(file);
        byte[] plain = rules == null ? stored : inflate(stored, file);
        List<String> lines = List.of(new String(plain, StandardCharsets.UTF_8).split("\n", -1));
        if (lines.size() > rows) {
            throw file.corrupt(
                    "its vocabulary of " + lines.size() + " tokens is larger than its word table of " + rows);
        }
        try {
            return rules == null || rules.normalizer == null || rules.prefix == null
                    ? WordPiece.of(lines)
                    : WordPiece.of(lines, rules.normalizer, rules.prefix, rules.longestWord);
        } catch (DataException e) {
            throw file.corrupt("its vocabulary is none: " + e.getMessage());
        }
    }

    private static @Nullable Rules rules(StoredFile file) {
        if (file.word(KEY).isEmpty()) {
            return null;
        }
        Rules found = null;
        try {
            found = new Gson().fromJson(file.word(KEY), Rules.class);
        } catch (RuntimeException e) {
            // Gson wraps what a record's constructor throws; said below.
        }
        if (found == null || found.normalizer == null || found.prefix == null || found.longestWord < 1) {
            throw file.corrupt("its metadata do not say how a text becomes words");
        }
        return found;
    }

    private static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }

    private static byte[] inflate(byte[] packed, StoredFile file) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            byte[] plain = in.readNBytes(LARGEST + 1);
            if (plain.length > LARGEST) {
                throw file.corrupt("its vocabulary unpacks to more than " + LARGEST + " bytes");
            }
            return plain;
        } catch (IOException e) {
            throw file.corrupt("its vocabulary does not unpack: " + e.getMessage());
        }
    }
}
