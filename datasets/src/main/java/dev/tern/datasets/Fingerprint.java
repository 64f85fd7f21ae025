package dev.tern.datasets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells examples apart: the SHA-256 of all they hold, in their order, with lengths so that nothing runs together. */
final class Fingerprint {
    private static final int DIGITS = 12;

    private final MessageDigest digest;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    Fingerprint add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.update(bytes);
        return this;
    }

    Fingerprint add(int number) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        return this;
    }

    Fingerprint add(float[] numbers) {
        add(numbers.length);
        for (float number : numbers) {
            add(Float.floatToIntBits(number));
        }
        return this;
    }

    /** The first twelve hexadecimal digits. */
    String digits() {
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }
}
