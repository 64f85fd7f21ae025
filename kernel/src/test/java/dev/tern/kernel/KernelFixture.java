package dev.tern.kernel;

import com.google.gson.JsonObject;
import dev.tern.kernel.wire.Client;
import dev.tern.kernel.wire.Connection;
import dev.tern.kernel.wire.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A real kernel in its own process, spoken to over its own sockets. */
final class KernelFixture implements AutoCloseable {
    /** What a request brought: its reply and everything broadcast for it, up to idle. */
    record Answer(Message reply, List<Message> broadcasts) {
        String status() {
            return reply.text("status", "");
        }

        List<Message> of(String type) {
            return broadcasts.stream().filter(m -> m.type().equals(type)).toList();
        }

        String stream(String name) {
            StringBuilder text = new StringBuilder();
            of("stream").stream()
                    .filter(m -> m.text("name", "").equals(name))
                    .forEach(m -> text.append(m.text("text", "")));
            return text.toString();
        }

        /** The plain text of the value; empty when there is none. */
        String value() {
            return of("execute_result").stream()
                    .map(m -> m.content()
                            .getAsJsonObject("data")
                            .get("text/plain")
                            .getAsString())
                    .findFirst()
                    .orElse("");
        }

        String traceback() {
            StringBuilder text = new StringBuilder();
            reply.content()
                    .getAsJsonArray("traceback")
                    .forEach(line -> text.append(line.getAsString()).append('\n'));
            return text.toString().replaceAll("\u001b\\[[0-9;]*m", "");
        }
    }

    private static final long SECONDS = 40;

    final Connection connection;
    final Process process;
    final Client client;
    private final Path log = Files.createTempFile("kernel", ".log");
    final LinkedBlockingDeque<Message> broadcasts = new LinkedBlockingDeque<>();
    final LinkedBlockingQueue<Message> inputRequests = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Message> replies = new LinkedBlockingQueue<>();

    KernelFixture(String... flags) throws IOException, InterruptedException {
        this(environment -> {}, flags);
    }

    /** With an environment of its own. */
    KernelFixture(Consumer<Map<String, String>> environment, String... flags) throws IOException, InterruptedException {
        connection = Connection.onFreePorts("test");
        Path file = Files.createTempFile("kernel", ".json");
        connection.write(file);
        file.toFile().deleteOnExit();
        log.toFile().deleteOnExit();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of(flags));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), KernelMain.class.getName(), file.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        environment.accept(builder.environment());
        process = builder.start();
        client = new Client(connection, new Client.Listener() {
            @Override
            public void reply(Message message) {
                replies.add(message);
            }

            @Override
            public void broadcast(Message message) {
                broadcasts.add(message);
            }

            @Override
            public void inputRequest(Message message) {
                inputRequests.add(message);
            }
        });
        Message welcome = null;
        for (int i = 0; i < SECONDS && welcome == null && (i == 0 || process.isAlive()); i++) {
            welcome = broadcasts.poll(1, TimeUnit.SECONDS);
        }
        if (welcome == null || !welcome.type().equals("iopub_welcome")) {
            String state = process.isAlive() ? "runs" : "ended with exit code " + process.exitValue();
            close();
            throw new IllegalStateException("The kernel did not greet its subscriber but said " + welcome
                    + "; its process " + state + " and printed:\n" + Files.readString(log));
        }
    }

    /** Runs a cell to its end. */
    Answer run(String code) throws InterruptedException {
        return await(start(code));
    }

    /** Sends a cell. */
    Message start(String code) {
        return client.shell("execute_request", cell(code));
    }

    static JsonObject cell(String code) {
        JsonObject content = new JsonObject();
        content.addProperty("code", code);
        content.addProperty("silent", false);
        content.addProperty("store_history", true);
        content.addProperty("allow_stdin", true);
        content.addProperty("stop_on_error", true);
        return content;
    }

    /** Sends a request on the shell channel and waits for its reply and its idle. */
    Answer shell(String type, JsonObject content) throws InterruptedException {
        return await(client.shell(type, content));
    }

    Answer control(String type) throws InterruptedException {
        return await(client.control(type, new JsonObject()));
    }

    /** Waits for the reply to a request and for its idle; what belongs to others stays in its queue. */
    Answer await(Message request) throws InterruptedException {
        return new Answer(reply(request), broadcasts(request));
    }

    /** Waits for the reply to a request. */
    Message reply(Message request) throws InterruptedException {
        Message reply = null;
        List<Message> others = new ArrayList<>();
        while (reply == null) {
            Message next = next(replies, "reply to " + request.type());
            if (next.parentId().equals(request.id())) {
                reply = next;
            } else {
                others.add(next);
            }
        }
        replies.addAll(others);
        return reply;
    }

    /** Waits for the idle of a request; returns all that was broadcast for it. */
    List<Message> broadcasts(Message request) throws InterruptedException {
        List<Message> mine = new ArrayList<>();
        List<Message> theirs = new ArrayList<>();
        while (mine.isEmpty()
                || !mine.get(mine.size() - 1).text("execution_state", "").equals("idle")) {
            Message next = next(broadcasts, "idle after " + request.type());
            (next.parentId().equals(request.id()) ? mine : theirs).add(next);
        }
        // In front of what has come meanwhile, or the messages of another request would change their order.
        for (int i = theirs.size() - 1; i >= 0; i--) {
            broadcasts.addFirst(theirs.get(i));
        }
        return mine;
    }

    static Message next(BlockingQueue<Message> queue, String what) throws InterruptedException {
        Message message = queue.poll(SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no " + what + " within " + SECONDS + " s");
        }
        return message;
    }

    @Override
    public void close() throws InterruptedException {
        client.close();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
