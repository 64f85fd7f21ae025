package dev.tern.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tern.kernel.jvm.OwnClassPath;
import dev.tern.kernel.magic.Magic;
import dev.tern.kernel.magic.Magics;
import dev.tern.kernel.session.Session;
import dev.tern.kernel.wire.Channel;
import dev.tern.kernel.wire.Codec;
import dev.tern.kernel.wire.Message;
import dev.tern.kernel.worker.Event;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where every request goes. Each shell runs its cells on a thread of its own, the compiler answers on another, and
 * what needs neither is answered where it arrives.
 */
final class Kernel {
    private static final String VERSION = "0.1.0";
    // Sooner than anyone has typed a name and a dot, but after the first cell of a notebook that is run from its top.
    private static final long LULL_AT_FIRST = 1500;
    // Longer than between the cells of such a notebook.
    private static final long LULL_AFTER_A_CELL = 5000;
    // The compiler descends into nested code: a sum of a few thousand terms overflows a stack of the usual size.
    private static final long STACK_BYTES = 128L << 20;

    private final Publisher publisher;
    private final Replies replies;
    private final Session session;
    private final Magics magics;
    private final History history = new History();
    private final LanguageRequests language;
    private final InputRequests questions;
    private final CommTable comms;
    private final Subshells shells;
    private final Debugging debugging;
    private final VariableRequests variables;
    private final String banner;
    private final Consumer<Boolean> exit;
    private final ExecutorService languageThread = thread("tern-language");

    /**
     * @param session tells {@link #fromWorker} what comes from its worker
     * @param exit ends the process once the reply is out; told whether a restart follows
     */
    Kernel(
            Codec codec,
            Publisher publisher,
            Channel stdin,
            String banner,
            Session session,
            CommLane lane,
            Consumer<Boolean> exit) {
        this.publisher = publisher;
        this.exit = exit;
        this.banner = banner;
        this.session = session;
        replies = new Replies(codec, publisher);
        questions = new InputRequests(codec, stdin);
        comms = new CommTable(publisher);
        variables = new VariableRequests(session);
        magics = new Magics(session, history.inputs(), OwnClassPath.providers(Magic.class), new MagicOutput(publisher));
        language = new LanguageRequests(session, magics);
        Lull lull = new Lull(LULL_AT_FIRST, LULL_AFTER_A_CELL);
        Cells.Shared shared =
                new Cells.Shared(session, magics, publisher, replies, history, questions, language, lane, lull);
        shells = new Subshells(() -> new Cells(shared, thread("tern-execution")));
        debugging = new Debugging(session, history, variables, replies, publisher, shells.main()::between);
        shells.main().prepare(session::open, session::warmUp);
        lull.then(languageThread, language::warmUp);
    }

    /** A request came in on the shell or control channel, where its reply goes. */
    void request(Channel channel, Message request) {
        switch (request.type()) {
            case "execute_request" -> execute(channel, request);
            case "inspect_request" -> ask(channel, request, () -> language.inspect(request));
            case "complete_request" -> ask(channel, request, () -> language.complete(request));
            case "is_complete_request" -> ask(channel, request, () -> language.isComplete(request));
            case "history_request" -> replies.answer(channel, request, () -> history(request));
            case "comm_info_request" -> replies.answer(channel, request, () -> comms.info(request));
            case "comm_open", "comm_msg", "comm_close" -> comms.fromFrontEnd(request, session);
            case "kernel_info_request" -> replies.answer(channel, request, this::kernelInfo);
            case "debug_request" -> debugging.request(channel, request);
            case "create_subshell_request" -> replies.answer(channel, request, shells::create);
            case "delete_subshell_request" -> replies.answer(channel, request, () -> shells.delete(request));
            case "list_subshell_request" -> replies.answer(channel, request, shells::list);
            case "interrupt_request" ->
                replies.answer(channel, request, () -> {
                    interrupt();
                    return Replies.ok();
                });
            case "shutdown_request" -> shutdown(channel, request);
            default -> {
                // The protocol: what is not known is not answered.
            }
        }
    }

    /** A line typed by the user. */
    void inputReply(Message reply) {
        session.input(reply.text("value", ""));
    }

    /** Stops the running cells and aborts those that wait. */
    void interrupt() {
        shells.abortWaiting();
        magics.interrupt();
        session.interrupt();
    }

    /** Ends the worker with the kernel. */
    void close() {
        session.close();
    }

    private void execute(Channel channel, Message request) {
        Cells shell = shells.of(request);
        if (shell == null) {
            Throwable unknown = new IllegalArgumentException("There is no subshell " + request.subshellId());
            replies.answer(channel, request, () -> Cells.failed(unknown, history));
        } else {
            shell.add(channel, request);
        }
    }

    private void ask(Channel channel, Message request, Supplier<JsonObject> question) {
        languageThread.execute(() -> replies.answer(channel, request, question));
    }

    private JsonObject history(Message request) {
        JsonObject reply = Replies.ok();
        reply.add("history", history.answer(request));
        return reply;
    }

    private JsonObject kernelInfo() {
        JsonObject info = new JsonObject();
        info.addProperty("name", "java");
        info.addProperty("version", Runtime.version().toString());
        info.addProperty("mimetype", "text/x-java-source");
        info.addProperty("file_extension", ".jsh");
        info.addProperty("pygments_lexer", "java");
        info.addProperty("codemirror_mode", "text/x-java");
        info.addProperty("nbconvert_exporter", "script");
        JsonObject reply = Replies.ok();
        reply.addProperty("protocol_version", Codec.PROTOCOL_VERSION);
        reply.addProperty("implementation", "tern");
        reply.addProperty("implementation_version", VERSION);
        reply.add("language_info", info);
        reply.addProperty("banner", banner);
        reply.add("help_links", new JsonArray());
        JsonArray features = new JsonArray();
        features.add("kernel subshells");
        if (Debugging.IS_POSSIBLE) {
            features.add("debugger");
        }
        reply.addProperty("debugger", Debugging.IS_POSSIBLE);
        reply.add("supported_features", features);
        return reply;
    }

    private void shutdown(Channel channel, Message request) {
        boolean restart = request.bool("restart", false);
        replies.answer(channel, request, () -> {
            JsonObject reply = Replies.ok();
            reply.addProperty("restart", restart);
            return reply;
        });
        session.close();
        exit.accept(restart);
    }

    /** Something came from the worker. */
    void fromWorker(Event event) {
        switch (event.kind()) {
            case INPUT -> questions.ask(event, session);
            case COMM_OPEN, COMM_MESSAGE, COMM_CLOSE, COMM_DONE -> comms.fromWorker(event);
            case INSPECTED -> variables.answered(event);
            case WORKER_GONE -> {
                comms.workerGone();
                variables.workerGone();
            }
            default -> publisher.output(event);
        }
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(body -> {
            Thread thread = new Thread(null, body, name, STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        });
    }
}
