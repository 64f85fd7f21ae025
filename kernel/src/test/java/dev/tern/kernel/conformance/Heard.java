package dev.tern.kernel.conformance;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;

/** A message the kernel has sent. */
record Heard(
        Channel channel,
        List<byte[]> identities,
        JsonObject header,
        JsonObject parent,
        JsonObject metadata,
        JsonObject content) {

    /** Where a client listens. */
    enum Channel {
        SHELL,
        CONTROL,
        STDIN,
        IOPUB
    }

    /** Reads frames; an {@link IllegalArgumentException} says why they are no message. */
    static Heard read(Channel channel, List<byte[]> frames, Signer signer) {
        int delimiter = 0;
        while (delimiter < frames.size() && !text(frames.get(delimiter)).equals(Signer.DELIMITER)) {
            delimiter++;
        }
        if (frames.size() < delimiter + 6) {
            throw new IllegalArgumentException("only " + frames.size() + " frames");
        }
        List<byte[]> signed = frames.subList(delimiter + 2, delimiter + 6);
        if (!text(frames.get(delimiter + 1)).equals(signer.signature(signed))) {
            throw new IllegalArgumentException("wrong signature: " + text(signed.get(0)));
        }
        return new Heard(
                channel,
                frames.subList(0, delimiter),
                object(signed.get(0)),
                object(signed.get(1)),
                object(signed.get(2)),
                object(signed.get(3)));
    }

    String type() {
        return string(header, "msg_type");
    }

    String id() {
        return string(header, "msg_id");
    }

    String parentId() {
        return string(parent, "msg_id");
    }

    OffsetDateTime date() {
        return OffsetDateTime.parse(string(header, "date"));
    }

    /** A field of the content as text; empty when it is missing. */
    String text(String field) {
        return string(content, field);
    }

    boolean isIdle() {
        return type().equals("status") && text("execution_state").equals("idle");
    }

    private static String string(JsonObject object, String field) {
        JsonElement value = object.get(field);
        return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
    }

    private static JsonObject object(byte[] frame) {
        return JsonParser.parseString(text(frame)).getAsJsonObject();
    }

    private static String text(byte[] frame) {
        return new String(frame, StandardCharsets.UTF_8);
    }
}
