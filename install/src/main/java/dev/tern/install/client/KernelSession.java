package dev.tern.install.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tern.kernel.wire.Client;
import dev.tern.kernel.wire.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A conversation with a kernel of one's own: one request at a time, from one thread; interrupt from any. */
public final class KernelSession implements AutoCloseable {
    private static final long START_SECONDS = 60;
    private static final int ATTEMPTS = 3;
    private static final Set<String> OUTPUTS =
            Set.of("stream", "display_data", "update_display_data", "execute_result", "error", "clear_output");

    private enum Source {
        REPLY,
        BROADCAST,
        INPUT
    }

    private record Event(Source source, Message message) {}

    private final KernelProcess process;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Client client;
    private JsonObject information = new JsonObject();

    private KernelSession(KernelProcess process) {
        this.process = process;
        client = new Client(process.connection(), new Client.Listener() {
            @Override
            public void reply(Message message) {
                events.add(new Event(Source.REPLY, message));
            }

            @Override
            public void broadcast(Message message) {
                events.add(new Event(Source.BROADCAST, message));
            }

            @Override
            public void inputRequest(Message message) {
                events.add(new Event(Source.INPUT, message));
            }
        });
    }

    /** Starts a kernel whose cells see this working directory, and waits until it answers. */
    public static KernelSession start(Path workingDirectory) throws IOException {
        for (int attempt = 1; ; attempt++) {
            KernelProcess process = KernelProcess.start(workingDirectory);
            KernelSession session = new KernelSession(process);
            try {
                session.awaitStart();
                return session;
            } catch (RuntimeException failed) {
                session.client.close();
                process.destroyNow();
                // Between the choice of a free port and its use somebody else may take it.
                if (attempt == ATTEMPTS || !process.foundItsAddressTaken()) {
                    throw failed;
                }
            }
        }
    }

    /** The content of the kernel's kernel_info_reply. */
    public JsonObject information() {
        return information;
    }

    /** Runs code as one cell; returns when the kernel is idle again. */
    public Outcome execute(String code, CellListener listener) {
        JsonObject content = new JsonObject();
        content.addProperty("code", code);
        content.addProperty("silent", false);
        content.addProperty("store_history", true);
        content.add("user_expressions", new JsonObject());
        content.addProperty("allow_stdin", listener.takesInput());
        content.addProperty("stop_on_error", true);
        String id = client.shell("execute_request", content).id();
        Message reply = null;
        boolean idle = false;
        while (reply == null || !idle) {
            Event event = next();
            Message message = event.message();
            if (event.source() == Source.INPUT) {
                client.input(message, listener.input(message.text("prompt", ""), message.bool("password", false)));
            } else if (event.source() == Source.REPLY) {
                reply = message.parentId().equals(id) ? message : reply;
            } else if (message.type().equals("status")) {
                idle |= message.parentId().equals(id)
                        && message.text("execution_state", "").equals("idle");
            } else if (OUTPUTS.contains(message.type())) {
                listener.output(message);
            }
        }
        return new Outcome(
                reply.text("status", "error"),
                reply.number("execution_count", 0),
                reply.text("ename", ""),
                reply.text("evalue", ""),
                strings(reply.content().get("traceback")));
    }

    /** Sends a request on the shell channel and returns the content of its reply. */
    public JsonObject ask(String type, JsonObject content) {
        String id = client.shell(type, content).id();
        while (true) {
            Event event = next();
            if (event.source() == Source.REPLY && event.message().parentId().equals(id)) {
                return event.message().content();
            }
        }
    }

    /** Stops the running cell; its {@link #execute} then returns with an error. */
    public void interrupt() {
        client.control("interrupt_request", new JsonObject());
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            JsonObject content = new JsonObject();
            content.addProperty("restart", false);
            client.control("shutdown_request", content);
        }
        process.close();
        client.close();
    }

    /** Ends the kernel without asking it. */
    public void kill() {
        process.destroyNow();
    }

    private void awaitStart() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        boolean replied = false;
        boolean heard = false;
        // A subscription that comes late misses broadcasts: ask until one has been heard.
        while (!replied || !heard) {
            client.shell("kernel_info_request", new JsonObject());
            long again = Math.min(deadline, System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
            while ((!replied || !heard) && System.nanoTime() < again) {
                Event event = poll(100);
                if (event != null && event.source() == Source.REPLY) {
                    information = event.message().content();
                    replied = true;
                }
                heard |= event != null && event.source() == Source.BROADCAST;
                checkAlive();
            }
            if (System.nanoTime() >= deadline) {
                throw new KernelException("The kernel did not answer within " + START_SECONDS + " s." + said());
            }
        }
    }

    private Event next() {
        while (true) {
            Event event = poll(500);
            if (event != null) {
                return event;
            }
            checkAlive();
        }
    }

    private @Nullable Event poll(long milliseconds) {
        try {
            return events.poll(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new KernelException("Interrupted while the kernel was working.", stop);
        }
    }

    private void checkAlive() {
        if (!process.isAlive() && events.isEmpty()) {
            throw new KernelException("The kernel ended (" + process.exitStatus() + ")." + said());
        }
    }

    private String said() {
        String log = process.log();
        return log.isEmpty() ? "" : " It said:\n" + log;
    }

    private static List<String> strings(@Nullable JsonElement array) {
        List<String> lines = new ArrayList<>();
        if (array instanceof JsonArray lineArray) {
            lineArray.forEach(line -> lines.add(line.getAsString()));
        }
        return lines;
    }
}
