package dev.tern.kernel;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tern.kernel.session.Session;
import dev.tern.kernel.wire.Message;
import dev.tern.kernel.worker.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The comms that are open, and their messages on the way between the front end and the worker, which handles them. */
final class CommTable {
    private final Publisher publisher;
    private final Map<String, String> targets = new ConcurrentHashMap<>();
    private final Set<String> unfinished = ConcurrentHashMap.newKeySet();

    CommTable(Publisher publisher) {
        this.publisher = publisher;
    }

    /** The comms of a target, or all when the request names none. */
    JsonObject info(Message request) {
        String wanted = request.text("target_name", "");
        JsonObject comms = new JsonObject();
        targets.forEach((id, target) -> {
            if (wanted.isEmpty() || wanted.equals(target)) {
                JsonObject comm = new JsonObject();
                comm.addProperty("target_name", target);
                comms.add(id, comm);
            }
        });
        JsonObject reply = Replies.ok();
        reply.add("comms", comms);
        return reply;
    }

    /** A message from the front end: comm_open, comm_msg or comm_close. It ends when the worker has handled it. */
    void fromFrontEnd(Message message, Session session) {
        publisher.status(message.header(), "busy");
        publisher.remember(message.id(), message.header());
        unfinished.add(message.id());
        String id = message.text("comm_id", "");
        if (id.isEmpty()) {
            done(message.id());
            return;
        }
        String data = json(message.content().get("data"));
        String metadata = message.metadata().toString();
        Event event = switch (message.type()) {
            case "comm_open" -> {
                String target = message.text("target_name", "");
                targets.put(id, target);
                yield new Event(
                        Event.Kind.COMM_OPEN, message.id(), List.of(id, target, data, metadata), message.buffers());
            }
            case "comm_msg" ->
                new Event(Event.Kind.COMM_MESSAGE, message.id(), List.of(id, data, metadata), message.buffers());
            default -> {
                targets.remove(id);
                yield new Event(Event.Kind.COMM_CLOSE, message.id(), List.of(id, data, metadata), message.buffers());
            }
        };
        if (!session.send(event)) {
            if (targets.remove(id) != null) {
                close(message.id(), id, "{}");
            }
            done(message.id());
        }
    }

    /** A message from the worker. */
    void fromWorker(Event event) {
        List<String> fields = event.fields();
        switch (event.kind()) {
            case COMM_OPEN -> {
                targets.put(fields.get(0), fields.get(1));
                JsonObject content = content(fields.get(0), fields.get(2));
                content.addProperty("target_name", fields.get(1));
                publisher.publish(event.cell(), "comm_open", content, object(fields.get(3)), event.buffers());
            }
            case COMM_MESSAGE ->
                publisher.publish(
                        event.cell(),
                        "comm_msg",
                        content(fields.get(0), fields.get(1)),
                        object(fields.get(2)),
                        event.buffers());
            case COMM_CLOSE -> {
                targets.remove(fields.get(0));
                close(event.cell(), fields.get(0), fields.get(1));
            }
            default -> done(event.cell());
        }
    }

    /** The worker is gone, and with it the other half of every comm. */
    void workerGone() {
        for (String id : new ArrayList<>(targets.keySet())) {
            targets.remove(id);
            close("", id, "{}");
        }
        new ArrayList<>(unfinished).forEach(this::done);
    }

    private void close(String cell, String id, String data) {
        publisher.publish(cell, "comm_close", content(id, data), new JsonObject(), List.of());
    }

    private void done(String message) {
        if (unfinished.remove(message)) {
            publisher.status(publisher.parent(message), "idle");
        }
    }

    private static JsonObject content(String id, String data) {
        JsonObject content = new JsonObject();
        content.addProperty("comm_id", id);
        content.add("data", object(data));
        return content;
    }

    private static JsonObject object(String json) {
        return JsonParser.parseString(json).getAsJsonObject();
    }

    private static String json(JsonElement data) {
        return data != null && data.isJsonObject() ? data.toString() : "{}";
    }
}
