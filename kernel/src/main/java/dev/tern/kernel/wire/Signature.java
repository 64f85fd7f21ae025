package dev.tern.kernel.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * HMAC-SHA256 (RFC 2104) over the four dictionaries of a message, as the hexadecimal text the protocol wants: H(key xor
 * opad, H(key xor ipad, message)). The platform's own Mac would do, but first it loads four more providers of
 * cryptography, and keeps 400 KB of them.
 */
final class Signature {
    static final String SCHEME = "hmac-sha256";
    private static final String HASH = "SHA-256";
    private static final int BLOCK = 64;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private final boolean on;
    private final byte[] inner;
    private final byte[] outer;

    Signature(String key) {
        on = !key.isEmpty();
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        byte[] block = Arrays.copyOf(bytes.length > BLOCK ? hash().digest(bytes) : bytes, BLOCK);
        inner = padded(block, INNER);
        outer = padded(block, OUTER);
    }

    private static byte[] padded(byte[] block, byte pad) {
        byte[] padded = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            padded[i] = (byte) (block[i] ^ pad);
        }
        return padded;
    }

    private static MessageDigest hash() {
        try {
            return MessageDigest.getInstance(HASH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has " + HASH, impossible);
        }
    }

    /** The signature of these frames; empty when the connection has no key. */
    byte[] of(List<byte[]> frames) {
        if (!on) {
            return new byte[0];
        }
        MessageDigest hash = hash();
        hash.update(inner);
        frames.forEach(hash::update);
        byte[] first = hash.digest();
        hash.update(outer);
        return HexFormat.of().formatHex(hash.digest(first)).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the signature fits, in a time that does not tell how much of it does. */
    boolean verify(byte[] signature, List<byte[]> frames) {
        return !on || MessageDigest.isEqual(signature, of(frames));
    }

    /** Whether signatures are in use at all. */
    boolean isOn() {
        return on;
    }
}
