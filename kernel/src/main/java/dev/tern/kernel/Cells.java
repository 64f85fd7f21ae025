package dev.tern.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.magic.Magics;
import dev.tern.kernel.session.Cell;
import dev.tern.kernel.session.Outcome;
import dev.tern.kernel.session.Session;
import dev.tern.kernel.wire.Channel;
import dev.tern.kernel.wire.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/** The execute requests of one shell, run one after the other on a thread of their own. */
final class Cells implements AutoCloseable {
    /** What all shells have in common. */
    record Shared(
            Session session,
            Magics magics,
            Publisher publisher,
            Replies replies,
            History history,
            InputRequests questions,
            LanguageRequests language,
            CommLane comms,
            Lull lull) {}

    private final Shared shared;
    private final ExecutorService thread;
    private final AtomicLong arrived = new AtomicLong();
    private volatile long abortedUpTo;

    Cells(Shared shared, ExecutorService thread) {
        this.shared = shared;
        this.thread = thread;
    }

    /** Does something before the first cell, and something more if none waits by then. */
    void prepare(Runnable needed, Runnable helpful) {
        thread.execute(needed);
        thread.execute(() -> {
            if (arrived.get() == 0) {
                helpful.run();
            }
        });
    }

    /** Does something when the cells queued so far have ended, before the next one. */
    void between(Runnable work) {
        thread.execute(work);
    }

    /** Queues a cell. */
    void add(Channel channel, Message request) {
        long number = arrived.incrementAndGet();
        shared.comms().cellBegins();
        shared.lull().cellBegins();
        thread.execute(() -> {
            // Before the question whether it was aborted, or an interrupt between the two would be lost.
            shared.session().listen();
            shared.publisher().status(request.header(), "busy");
            shared.replies().finish(channel, request, number <= abortedUpTo ? aborted() : answer(request));
            shared.comms().cellEnds();
            shared.lull().cellEnds();
        });
    }

    /** Answers the cells that wait as aborted. */
    void abortWaiting() {
        abortedUpTo = arrived.get();
    }

    /** Lets what is queued run to its end, and no more. */
    @Override
    public void close() {
        thread.execute(shared.session()::release);
        thread.shutdown();
    }

    private JsonObject aborted() {
        JsonObject reply = new JsonObject();
        reply.addProperty("status", "aborted");
        reply.addProperty("execution_count", shared.history().count());
        return reply;
    }

    private JsonObject answer(Message request) {
        try {
            return execute(request);
        } catch (RuntimeException | Error broken) {
            System.err.println("execute_request failed: " + broken);
            return failed(broken, shared.history());
        }
    }

    /** The reply to a cell that the kernel itself failed to run. */
    static JsonObject failed(Throwable broken, History history) {
        JsonObject reply = Replies.error(broken);
        reply.addProperty("execution_count", history.count());
        return reply;
    }

    private JsonObject execute(Message request) {
        Publisher publisher = shared.publisher();
        boolean silent = request.bool("silent", false);
        String code = request.text("code", "");
        boolean stored = request.bool("store_history", !silent) && !silent;
        int count = stored ? shared.history().add(code) : shared.history().count();
        if (!silent) {
            publisher.executeInput(request.header(), code, count);
        }
        publisher.remember(request.id(), request.header());
        Optional<JsonObject> page = shared.language().page(code);
        Outcome outcome = Outcome.NOTHING;
        if (page.isEmpty()) {
            boolean allowStdin = request.bool("allow_stdin", true);
            shared.questions().begin(request);
            outcome = run(new Cell(request.id(), Integer.toString(count), code, 1, allowStdin));
            shared.questions().end(request);
        }
        JsonObject reply;
        if (outcome.failure() != null) {
            reply = Publisher.content(outcome.failure());
            reply.addProperty("status", "error");
            publisher.error(request.header(), outcome.failure());
            if (request.bool("stop_on_error", true)) {
                abortWaiting();
            }
        } else {
            if (outcome.value() != null && !silent) {
                publisher.executeResult(request.header(), count, outcome.value());
            }
            reply = Replies.ok();
            reply.add("user_expressions", userExpressions(request));
            JsonArray payload = new JsonArray();
            page.ifPresent(payload::add);
            reply.add("payload", payload);
        }
        reply.addProperty("execution_count", count);
        return reply;
    }

    private Outcome run(Cell cell) {
        try {
            return shared.magics().run(cell);
        } catch (RuntimeException | Error broken) {
            return Outcome.failed(
                    "KernelError", broken.toString(), List.of("The kernel failed to run this cell: " + broken));
        }
    }

    private JsonObject userExpressions(Message request) {
        JsonObject results = new JsonObject();
        JsonElement wanted = request.content().get("user_expressions");
        if (wanted == null || !wanted.isJsonObject()) {
            return results;
        }
        for (Map.Entry<String, JsonElement> each : wanted.getAsJsonObject().entrySet()) {
            String code = each.getValue().isJsonPrimitive() ? each.getValue().getAsString() : "";
            Outcome outcome = run(new Cell(request.id(), each.getKey(), code, 1, false));
            JsonObject result;
            if (outcome.failure() != null) {
                result = Publisher.content(outcome.failure());
                result.addProperty("status", "error");
            } else {
                result = Replies.ok();
                MimeBundle value = outcome.value() == null ? MimeBundle.plain("") : outcome.value();
                result.add("data", Publisher.data(value));
                result.add("metadata", new JsonObject());
            }
            results.add(each.getKey(), result);
        }
        return results;
    }
}
