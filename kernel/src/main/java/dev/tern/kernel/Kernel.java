package dev.tern.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.magic.Magics;
import dev.tern.kernel.session.Cell;
import dev.tern.kernel.session.Completeness;
import dev.tern.kernel.session.Completion;
import dev.tern.kernel.session.Inspection;
import dev.tern.kernel.session.Outcome;
import dev.tern.kernel.session.Session;
import dev.tern.kernel.session.WorkerOptions;
import dev.tern.kernel.wire.Channel;
import dev.tern.kernel.wire.Codec;
import dev.tern.kernel.wire.Message;
import dev.tern.kernel.worker.Event;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The requests of the protocol, one method each, in the order of the protocol's own page. Cells run one after
 * the other on one thread, the compiler answers on another, and what needs neither is answered where it arrives.
 */
final class Kernel {
    private static final String VERSION = "0.1.0";

    private final Codec codec;
    private final Publisher publisher;
    private final Channel stdin;
    private final Session session;
    private final Magics magics;
    private final History history = new History();
    private final String banner;
    private final Consumer<Boolean> exit;
    private final ExecutorService execution = thread("tern-execution");
    private final ExecutorService language = thread("tern-language");
    private final Map<String, Message> asking = new ConcurrentHashMap<>();
    private final AtomicLong arrived = new AtomicLong();
    private volatile long abortedUpTo;
    private int count;

    /**
     * @param exit ends the process once the reply is out; told whether a restart follows
     */
    Kernel(
            Codec codec,
            Publisher publisher,
            Channel stdin,
            List<StartUp> startUps,
            WorkerOptions options,
            Consumer<Boolean> exit) {
        this.codec = codec;
        this.publisher = publisher;
        this.stdin = stdin;
        this.exit = exit;
        this.banner = startUps.isEmpty()
                ? "Java " + Runtime.version()
                : startUps.get(startUps.size() - 1).banner();
        List<String> snippets =
                startUps.stream().flatMap(each -> each.snippets().stream()).toList();
        this.session = new Session(options, snippets, this::fromWorker);
        this.magics = new Magics(session, history.inputs(), (cell, text) -> publisher.stream(cell, "stdout", text));
        execution.execute(session::warmUp);
    }

    /** A request came in on the shell or control channel, where its reply goes. */
    void request(Channel channel, Message request) {
        switch (request.type()) {
            case "execute_request" -> {
                long number = arrived.incrementAndGet();
                execution.execute(() -> execute(channel, request, number));
            }
            case "inspect_request" -> language.execute(() -> inspect(channel, request));
            case "complete_request" -> language.execute(() -> complete(channel, request));
            case "history_request" -> history(channel, request);
            case "is_complete_request" -> language.execute(() -> isComplete(channel, request));
            case "comm_info_request" -> commInfo(channel, request);
            case "kernel_info_request" -> kernelInfo(channel, request);
            case "shutdown_request" -> shutdown(channel, request);
            case "interrupt_request" -> interrupt(channel, request);
            case "comm_open" -> commOpen(request);
            default -> {
                // The protocol: what is not known is not answered.
            }
        }
    }

    private void execute(Channel channel, Message request, long number) {
        publisher.status(request.header(), "busy");
        boolean silent = request.bool("silent", false);
        boolean stored = request.bool("store_history", !silent) && !silent;
        JsonObject reply = new JsonObject();
        if (number <= abortedUpTo) {
            reply.addProperty("status", "aborted");
            reply.addProperty("execution_count", count);
            finish(channel, request, "execute_reply", reply);
            return;
        }
        String code = request.text("code", "");
        if (stored) {
            count++;
            history.add(code);
        }
        if (!silent) {
            publisher.executeInput(request.header(), code, count);
        }
        boolean allowStdin = request.bool("allow_stdin", true);
        asking.put(request.id(), request);
        publisher.remember(request.id(), request.header());
        Outcome outcome = run(new Cell(request.id(), Integer.toString(count), code, 1, allowStdin));
        if (outcome.failure() != null) {
            reply = Publisher.content(outcome.failure());
            reply.addProperty("status", "error");
            publisher.error(request.header(), outcome.failure());
            if (request.bool("stop_on_error", true)) {
                abortedUpTo = arrived.get();
            }
        } else {
            if (outcome.value() != null && !silent) {
                publisher.executeResult(request.header(), count, outcome.value());
            }
            reply.addProperty("status", "ok");
            reply.add("user_expressions", userExpressions(request));
            reply.add("payload", new JsonArray());
        }
        asking.remove(request.id());
        reply.addProperty("execution_count", count);
        finish(channel, request, "execute_reply", reply);
    }

    private Outcome run(Cell cell) {
        try {
            return magics.run(cell);
        } catch (RuntimeException broken) {
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
            Cell cell = new Cell(request.id(), each.getKey(), each.getValue().getAsString(), 1, false);
            Outcome outcome = run(cell);
            JsonObject result;
            if (outcome.failure() != null) {
                result = Publisher.content(outcome.failure());
                result.addProperty("status", "error");
            } else {
                result = new JsonObject();
                result.addProperty("status", "ok");
                MimeBundle value = outcome.value() == null ? MimeBundle.plain("") : outcome.value();
                result.add("data", Publisher.data(value));
                result.add("metadata", new JsonObject());
            }
            results.add(each.getKey(), result);
        }
        return results;
    }

    private void inspect(Channel channel, Message request) {
        publisher.status(request.header(), "busy");
        String code = request.text("code", "");
        int cursor = cursor(request, code);
        String text =
                session.analyze(shell -> Inspection.of(shell, code, cursor)).text();
        JsonObject reply = ok();
        reply.addProperty("found", !text.isEmpty());
        reply.add("data", text.isEmpty() ? new JsonObject() : Publisher.data(MimeBundle.plain(text)));
        reply.add("metadata", new JsonObject());
        finish(channel, request, "inspect_reply", reply);
    }

    private void complete(Channel channel, Message request) {
        publisher.status(request.header(), "busy");
        String code = request.text("code", "");
        int cursor = cursor(request, code);
        String line = code.substring(code.lastIndexOf('\n', cursor - 1) + 1, cursor);
        Completion completion = line.matches("\\s*%{1,2}\\w*")
                ? completeMagic(line, cursor)
                : session.analyze(shell -> Completion.of(shell, code, cursor));
        int start = code.codePointCount(0, completion.start());
        int end = code.codePointCount(0, completion.end());
        JsonArray matches = new JsonArray();
        JsonArray types = new JsonArray();
        for (Completion.Candidate candidate : completion.candidates()) {
            matches.add(candidate.text());
            JsonObject type = new JsonObject();
            type.addProperty("start", start);
            type.addProperty("end", end);
            type.addProperty("text", candidate.text());
            type.addProperty("type", candidate.type());
            type.addProperty("signature", candidate.signature());
            types.add(type);
        }
        JsonObject metadata = new JsonObject();
        metadata.add("_jupyter_types_experimental", types);
        JsonObject reply = ok();
        reply.add("matches", matches);
        reply.addProperty("cursor_start", start);
        reply.addProperty("cursor_end", end);
        reply.add("metadata", metadata);
        finish(channel, request, "complete_reply", reply);
    }

    private Completion completeMagic(String line, int cursor) {
        String name = line.strip().replaceFirst("%{1,2}", "");
        List<Completion.Candidate> candidates = magics.named(name).stream()
                .map(each -> new Completion.Candidate(each, "magic", ""))
                .toList();
        return new Completion(cursor - name.length(), cursor, candidates);
    }

    private void history(Channel channel, Message request) {
        publisher.status(request.header(), "busy");
        JsonObject reply = ok();
        reply.add("history", history.answer(request));
        finish(channel, request, "history_reply", reply);
    }

    private void isComplete(Channel channel, Message request) {
        publisher.status(request.header(), "busy");
        String code = request.text("code", "");
        JsonObject reply = new JsonObject();
        if (code.stripLeading().startsWith("%")) {
            reply.addProperty("status", "complete");
        } else {
            Completeness judged = session.analyze(shell -> Completeness.of(shell, code));
            reply.addProperty("status", judged.status());
            if (judged.status().equals("incomplete")) {
                reply.addProperty("indent", judged.indent());
            }
        }
        finish(channel, request, "is_complete_reply", reply);
    }

    private void commInfo(Channel channel, Message request) {
        publisher.status(request.header(), "busy");
        JsonObject reply = ok();
        reply.add("comms", new JsonObject());
        finish(channel, request, "comm_info_reply", reply);
    }

    private void kernelInfo(Channel channel, Message request) {
        publisher.status(request.header(), "busy");
        JsonObject language = new JsonObject();
        language.addProperty("name", "java");
        language.addProperty("version", Runtime.version().toString());
        language.addProperty("mimetype", "text/x-java-source");
        language.addProperty("file_extension", ".jshell");
        language.addProperty("pygments_lexer", "java");
        language.addProperty("codemirror_mode", "text/x-java");
        language.addProperty("nbconvert_exporter", "script");
        JsonObject reply = ok();
        reply.addProperty("protocol_version", Codec.PROTOCOL_VERSION);
        reply.addProperty("implementation", "tern");
        reply.addProperty("implementation_version", VERSION);
        reply.add("language_info", language);
        reply.addProperty("banner", banner);
        reply.add("help_links", new JsonArray());
        reply.add("supported_features", new JsonArray());
        finish(channel, request, "kernel_info_reply", reply);
    }

    private void shutdown(Channel channel, Message request) {
        publisher.status(request.header(), "busy");
        boolean restart = request.bool("restart", false);
        JsonObject reply = ok();
        reply.addProperty("restart", restart);
        finish(channel, request, "shutdown_reply", reply);
        session.close();
        exit.accept(restart);
    }

    private void interrupt(Channel channel, Message request) {
        publisher.status(request.header(), "busy");
        interrupt();
        finish(channel, request, "interrupt_reply", ok());
    }

    /** Stops the running cell and aborts those that wait. */
    void interrupt() {
        abortedUpTo = arrived.get();
        session.interrupt();
    }

    /** Ends the worker with the kernel. */
    void close() {
        session.close();
    }

    private void commOpen(Message request) {
        publisher.status(request.header(), "busy");
        JsonObject content = new JsonObject();
        content.addProperty("comm_id", request.text("comm_id", ""));
        content.add("data", new JsonObject());
        publisher.publish(request.header(), "comm_close", content);
        publisher.status(request.header(), "idle");
    }

    /** A line typed by the user. */
    void inputReply(Message reply) {
        session.input(reply.text("value", ""));
    }

    private void fromWorker(Event event) {
        if (event.kind() != Event.Kind.INPUT) {
            publisher.output(event);
            return;
        }
        Message request = asking.get(event.cell());
        if (request == null) {
            session.input(null);
            return;
        }
        JsonObject content = new JsonObject();
        content.addProperty("prompt", event.fields().get(0));
        content.addProperty("password", false);
        stdin.send(codec.encode(codec.reply(request, "input_request", content)));
    }

    private void finish(Channel channel, Message request, String type, JsonObject content) {
        channel.send(codec.encode(codec.reply(request, type, content)));
        publisher.status(request.header(), "idle");
    }

    private static JsonObject ok() {
        JsonObject content = new JsonObject();
        content.addProperty("status", "ok");
        return content;
    }

    /** The cursor of a request, which counts code points, in UTF-16 units. */
    private static int cursor(Message request, String code) {
        int points = code.codePointCount(0, code.length());
        return code.offsetByCodePoints(0, Math.max(0, Math.min(points, request.number("cursor_pos", points))));
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(body -> {
            Thread thread = new Thread(body, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
