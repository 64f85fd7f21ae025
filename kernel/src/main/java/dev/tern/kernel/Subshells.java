package dev.tern.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tern.kernel.wire.Message;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The main shell and those opened beside it (JEP 91): each runs its cells in order, all at the same time. */
final class Subshells {
    private final Supplier<Cells> opener;
    private final Cells main;
    private final Map<String, Cells> others = new ConcurrentHashMap<>();

    Subshells(Supplier<Cells> opener) {
        this.opener = opener;
        this.main = opener.get();
    }

    /** The shell whose cells have no subshell_id. */
    Cells main() {
        return main;
    }

    /** The shell a request is meant for; null when it names one that does not exist. */
    @Nullable
    Cells of(Message request) {
        String id = request.subshellId();
        return id.isEmpty() ? main : others.get(id);
    }

    JsonObject create() {
        String id = UUID.randomUUID().toString();
        others.put(id, opener.get());
        JsonObject reply = Replies.ok();
        reply.addProperty("subshell_id", id);
        return reply;
    }

    JsonObject delete(Message request) {
        String id = request.text("subshell_id", "");
        Cells closed = others.remove(id);
        if (closed == null) {
            throw new IllegalArgumentException("There is no subshell " + id);
        }
        closed.close();
        return Replies.ok();
    }

    JsonObject list() {
        JsonArray ids = new JsonArray();
        others.keySet().forEach(ids::add);
        JsonObject reply = Replies.ok();
        reply.add("subshell_id", ids);
        return reply;
    }

    /** Answers the cells that wait in any shell as aborted. */
    void abortWaiting() {
        main.abortWaiting();
        others.values().forEach(Cells::abortWaiting);
    }
}
