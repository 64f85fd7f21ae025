package dev.tern.kernel;

import com.google.gson.JsonObject;
import dev.tern.kernel.dialog.Input;
import dev.tern.kernel.session.Session;
import dev.tern.kernel.wire.Channel;
import dev.tern.kernel.wire.Codec;
import dev.tern.kernel.wire.Message;
import dev.tern.kernel.worker.Event;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Questions of the cells, put to the client whose request the cell is. */
final class InputRequests {
    private final Codec codec;
    private final Channel stdin;
    private final Map<String, Message> running = new ConcurrentHashMap<>();

    InputRequests(Codec codec, Channel stdin) {
        this.codec = codec;
        this.stdin = stdin;
    }

    /** The cell of this request runs. */
    void begin(Message request) {
        running.put(request.id(), request);
    }

    void end(Message request) {
        running.remove(request.id());
    }

    /** A cell wants a line. */
    void ask(Event question, Session session) {
        Message request = running.get(question.cell());
        if (request == null) {
            session.input(null);
            return;
        }
        JsonObject content = new JsonObject();
        content.addProperty("prompt", question.fields().get(0));
        content.addProperty("password", question.fields().get(1).equals(Input.Echo.HIDDEN.name()));
        stdin.send(codec.encode(codec.reply(request, "input_request", content)));
    }
}
