package dev.tern.kernel.conformance;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A client's side of the wire format, written apart from the kernel's own so that the two check each other. */
final class Signer {
    static final String DELIMITER = "<IDS|MSG>";

    private final SecretKeySpec key;
    private final String session = UUID.randomUUID().toString();

    Signer(String key) {
        this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /** The hexadecimal signature of the four dictionaries. */
    String signature(List<byte[]> dictionaries) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            dictionaries.forEach(mac::update);
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The delimiter, the signature and the dictionaries. */
    List<byte[]> frames(List<byte[]> dictionaries) {
        List<byte[]> frames = new ArrayList<>();
        frames.add(DELIMITER.getBytes(StandardCharsets.US_ASCII));
        frames.add(signature(dictionaries).getBytes(StandardCharsets.US_ASCII));
        frames.addAll(dictionaries);
        return frames;
    }

    /** A message whose parent and metadata are empty; its dictionaries are given as text, right or wrong. */
    List<byte[]> frames(String header, String content) {
        return frames(List.of(utf8(header), utf8("{}"), utf8("{}"), utf8(content)));
    }

    JsonObject header(String type) {
        JsonObject header = new JsonObject();
        header.addProperty("msg_id", UUID.randomUUID().toString());
        header.addProperty("session", session);
        header.addProperty("username", "conformance");
        header.addProperty("date", Instant.now().toString());
        header.addProperty("msg_type", type);
        header.addProperty("version", "5.5");
        return header;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
