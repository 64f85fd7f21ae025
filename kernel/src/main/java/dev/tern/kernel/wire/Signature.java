package dev.tern.kernel.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** HMAC-SHA256 over the four dictionaries of a message, as the hexadecimal text the protocol wants. */
final class Signature {
    static final String SCHEME = "hmac-sha256";
    private static final String ALGORITHM = "HmacSHA256";

    private final @Nullable SecretKeySpec key;

    Signature(String key) {
        this.key = key.isEmpty() ? null : new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** The signature of these frames; empty when the connection has no key. */
    byte[] of(List<byte[]> frames) {
        if (key == null) {
            return new byte[0];
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            frames.forEach(mac::update);
            return HexFormat.of().formatHex(mac.doFinal()).getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, impossible);
        }
    }

    /** Whether the signature fits, in a time that does not tell how much of it does. */
    boolean verify(byte[] signature, List<byte[]> frames) {
        return key == null || MessageDigest.isEqual(signature, of(frames));
    }

    /** Whether signatures are in use at all. */
    boolean isOn() {
        return key != null;
    }
}
