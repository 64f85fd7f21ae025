package dev.tern.kernel;

import com.google.gson.JsonObject;
import dev.tern.kernel.debug.DebugCommands;
import dev.tern.kernel.debug.DebugRequests;
import dev.tern.kernel.session.Session;
import dev.tern.kernel.wire.Channel;
import dev.tern.kernel.wire.Message;
import java.lang.module.ModuleFinder;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The debug_requests, answered one after the other on a thread that is there while they come. */
final class Debugging {
    /** Whether this JDK has what the debugger is made of. */
    static final boolean IS_POSSIBLE = ModuleLayer.boot().findModule("jdk.jdi").isPresent()
            && ModuleFinder.ofSystem().find("jdk.jdwp.agent").isPresent();

    private static final int IDLE_SECONDS = 5;

    private final Session session;
    private final History history;
    private final VariableRequests variables;
    private final Replies replies;
    private final Publisher publisher;
    private final Executor betweenCells;
    private final ThreadPoolExecutor thread;
    private final AtomicInteger events = new AtomicInteger();
    private volatile JsonObject parent = new JsonObject();
    private @Nullable DebugRequests requests;

    Debugging(
            Session session,
            History history,
            VariableRequests variables,
            Replies replies,
            Publisher publisher,
            Executor betweenCells) {
        this.betweenCells = betweenCells;
        this.session = session;
        this.history = history;
        this.variables = variables;
        this.replies = replies;
        this.publisher = publisher;
        thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), body -> {
            Thread made = new Thread(body, "tern-debug");
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Answers a request when those before it are answered. */
    void request(Channel channel, Message request) {
        thread.execute(() -> {
            parent = request.header();
            replies.answer(channel, request, () -> requests().answer(request.content()));
        });
    }

    /** Made when first asked for: a kernel that is never debugged loads nothing of it. */
    private DebugRequests requests() {
        DebugRequests made = requests;
        if (made == null) {
            made = variables.join(DebugCommands.of(session, this::code, this::event, betweenCells));
            requests = made;
        }
        return made;
    }

    /** The code of the cell with this execution count. */
    private @Nullable String code(String label) {
        return label.matches("[1-9]\\d{0,8}") && Integer.parseInt(label) <= history.count()
                ? history.inputs().get(Integer.parseInt(label) - 1)
                : null;
    }

    private void event(String name, JsonObject body) {
        JsonObject event = new JsonObject();
        event.addProperty("type", "event");
        event.addProperty("seq", events.incrementAndGet());
        event.addProperty("event", name);
        event.add("body", body);
        publisher.publish(parent, "debug_event", event);
    }
}
