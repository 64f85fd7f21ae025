package dev.tern.kernel.wire;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Turns messages into signed frames and back, for a kernel and for a client alike:
 * {@code identities.., <IDS|MSG>, signature, header, parent_header, metadata, content, buffers..}.
 * One codec per process: it carries the session id of its headers. Safe for use by many threads.
 */
public final class Codec {
    /** The version of the protocol in every header. */
    public static final String PROTOCOL_VERSION = "5.5";

    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
    private static final int REMEMBERED_SIGNATURES = 10_000;
    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private final Signature signature;
    private final String username;
    private final String session = UUID.randomUUID().toString();
    // A quarter of a signature tells ten thousand apart, and no one without the key can make two begin alike.
    private final Map<Long, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > REMEMBERED_SIGNATURES;
        }
    };

    public Codec(Connection connection, String username) {
        this.signature = new Signature(connection.key());
        this.username = username;
    }

    /** A new request with no parent and no identities: what a client sends. */
    public Message request(String type, JsonObject content) {
        return new Message(List.of(), header(type), new JsonObject(), new JsonObject(), content, List.of());
    }

    /** An answer to a request, addressed to whoever sent it. */
    public Message reply(Message request, String type, JsonObject content) {
        return new Message(request.identities(), header(type), request.header(), new JsonObject(), content, List.of());
    }

    /** A broadcast on iopub about a request, whose header is the parent. */
    public Message broadcast(JsonObject parent, String topic, String type, JsonObject content) {
        List<byte[]> identities = List.of(topic.getBytes(StandardCharsets.UTF_8));
        return new Message(identities, header(type), parent, new JsonObject(), content, List.of());
    }

    /** The frames of a message, signed. */
    public List<byte[]> encode(Message message) {
        List<byte[]> signed = List.of(
                bytes(message.header()), bytes(message.parent()), bytes(message.metadata()), bytes(message.content()));
        List<byte[]> frames = new ArrayList<>(message.identities());
        frames.add(DELIMITER);
        frames.add(signature.of(signed));
        frames.addAll(signed);
        frames.addAll(message.buffers());
        return frames;
    }

    /** The message in these frames. A wrong signature, a repeated one, or anything malformed is refused. */
    public Message decode(List<byte[]> frames) throws MalformedMessageException {
        int delimiter = 0;
        while (delimiter < frames.size() && !Arrays.equals(frames.get(delimiter), DELIMITER)) {
            delimiter++;
        }
        if (frames.size() < delimiter + 6) {
            throw new MalformedMessageException("a message needs a delimiter and five frames behind it");
        }
        byte[] claimed = frames.get(delimiter + 1);
        List<byte[]> signed = frames.subList(delimiter + 2, delimiter + 6);
        if (!signature.verify(claimed, signed)) {
            throw new MalformedMessageException("wrong signature");
        }
        Message message = new Message(
                List.copyOf(frames.subList(0, delimiter)),
                object(signed.get(0)),
                object(signed.get(1)),
                object(signed.get(2)),
                object(signed.get(3)),
                List.copyOf(frames.subList(delimiter + 6, frames.size())));
        if (message.type().isEmpty() || message.id().isEmpty()) {
            throw new MalformedMessageException("a header needs msg_type and msg_id");
        }
        if (signature.isOn() && isReplay(claimed)) {
            throw new MalformedMessageException("a message that was sent before");
        }
        return message;
    }

    private boolean isReplay(byte[] claimed) {
        long beginning = Long.parseUnsignedLong(new String(claimed, 0, 16, StandardCharsets.US_ASCII), 16);
        synchronized (seen) {
            return seen.put(beginning, true) != null;
        }
    }

    private JsonObject header(String type) {
        JsonObject header = new JsonObject();
        header.addProperty("msg_id", UUID.randomUUID().toString());
        header.addProperty("session", session);
        header.addProperty("username", username);
        header.addProperty("date", Instant.now().truncatedTo(ChronoUnit.MICROS).toString());
        header.addProperty("msg_type", type);
        header.addProperty("version", PROTOCOL_VERSION);
        return header;
    }

    private static byte[] bytes(JsonObject object) {
        return GSON.toJson(object).getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject object(byte[] frame) throws MalformedMessageException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(frame))
                    .toString();
            JsonElement element = JsonParser.parseString(text);
            if (element.isJsonObject()) {
                return element.getAsJsonObject();
            }
        } catch (JsonParseException | CharacterCodingException | StackOverflowError wrong) {
            throw new MalformedMessageException("a frame is not JSON");
        }
        throw new MalformedMessageException("a frame is not a JSON object");
    }
}
