package dev.tern.io;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/**
 * A SHA-256 over everything a file says, independent of how its header is written: names, types, shapes, bytes and
 * metadata, each sorted by name and preceded by its length.
 */
final class Checksum {

    private final MessageDigest digest;

    private Checksum() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The checksum as 64 hexadecimal digits. */
    static String of(SortedMap<String, StoredTensor> tensors, SortedMap<String, String> metadata) {
        Checksum sum = new Checksum();
        sum.add(metadata.size());
        for (Map.Entry<String, String> word : metadata.entrySet()) {
            sum.add(word.getKey());
            sum.add(word.getValue());
        }
        sum.add(tensors.size());
        for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
            StoredTensor tensor = entry.getValue();
            sum.add(entry.getKey());
            sum.add(tensor.type().name());
            sum.add(tensor.shape().size());
            tensor.shape().forEach(sum::add);
            sum.add(tensor.bytes().remaining());
            sum.digest.update(tensor.bytes());
        }
        return HexFormat.of().formatHex(sum.digest.digest());
    }

    private void add(long number) {
        digest.update(ByteBuffer.allocate(8).putLong(number).flip());
    }

    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.update(bytes);
    }
}
