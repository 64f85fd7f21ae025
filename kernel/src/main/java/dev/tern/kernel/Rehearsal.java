package dev.tern.kernel;

import com.google.gson.JsonObject;
import dev.tern.kernel.wire.Client;
import dev.tern.kernel.wire.Connection;
import dev.tern.kernel.wire.Message;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A short session that a kernel holds with itself, so that its JVMs can note which classes a session needs:
 * {@code java -cp JARS dev.tern.kernel.Rehearsal FOLDER}, where FOLDER takes the connection file. Ends with exit code 0,
 * or 1 when something in it got no answer.
 */
final class Rehearsal {
    private static final long SECONDS = 60;
    private static final List<String> CELLS = List.of(
            "1 + 1",
            "int x = 3; x",
            "System.out.println(\"hello\")",
            "record Point(int a, double b) {}\nvar points = List.of(new Point(1, 2), new Point(3, 4)); points",
            "Map.of(\"a\", 1)",
            "display(Stream.of(1, 2).map(n -> n + x).toList())",
            "int twice(int n) { return n + n; }\ntwice(x)",
            "int twice(int n) { return 2 * n; }",
            "for (int i = 0; i < 3; i++) System.err.println(\"line \" + i);",
            "int x = 4; x",
            "x.nothing()",
            "1 / 0",
            "%lsmagic",
            "%who");

    private final BlockingQueue<Message> replies = new LinkedBlockingQueue<>();
    private final Client client;

    private Rehearsal(Connection connection) {
        client = new Client(connection, new Client.Listener() {
            @Override
            public void reply(Message message) {
                replies.add(message);
            }

            @Override
            public void broadcast(Message message) {
                // Nobody looks.
            }

            @Override
            public void inputRequest(Message message) {
                // Nothing asks.
            }
        });
    }

    /**
     * @param args a folder to write the connection file to
     */
    public static void main(String[] args) throws IOException {
        Connection connection = Connection.onFreePorts("rehearsal");
        Path file = Path.of(args[0]).resolve("connection.json");
        connection.write(file);
        Thread kernel = new Thread(() -> serve(connection), "tern-rehearsed");
        kernel.setDaemon(true);
        kernel.start();
        try {
            new Rehearsal(connection).hold();
            // The kernel ends the process.
            kernel.join(TimeUnit.SECONDS.toMillis(SECONDS));
        } catch (IOException | InterruptedException | RuntimeException failed) {
            System.err.println("rehearsal: " + failed);
        }
        // Halted at once: what was noted is of no use.
        Runtime.getRuntime().halt(1);
    }

    private static void serve(Connection connection) {
        try {
            KernelMain.serve(connection);
        } catch (BindException taken) {
            System.err.println("rehearsal: " + taken.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void hold() throws IOException, InterruptedException {
        ask("kernel_info_request", new JsonObject());
        Stream<String> fromDistribution =
                ServiceLoader.load(StartUp.class).stream().flatMap(provider -> provider.get().rehearsal().stream());
        for (String cell : Stream.concat(CELLS.stream(), fromDistribution).toList()) {
            execute(cell);
        }
        ask("complete_request", at("String text = \"a\"; text.subs"));
        ask("complete_request", at("Math.ab"));
        ask("inspect_request", at("Math.max"));
        ask("is_complete_request", at("for (;;) {"));
        endWorker();
        await(client.control("shutdown_request", new JsonObject()));
    }

    /** In good order and not by force, which would leave its notes unwritten. */
    private void endWorker() throws IOException, InterruptedException {
        List<ProcessHandle> workers = ProcessHandle.current().children().toList();
        execute("System.exit(0);");
        for (ProcessHandle worker : workers) {
            try {
                worker.onExit().get(SECONDS, TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException stays) {
                throw new IOException("The worker did not end", stays);
            }
        }
    }

    private void execute(String code) throws IOException, InterruptedException {
        JsonObject content = at(code);
        content.addProperty("stop_on_error", false);
        content.addProperty("allow_stdin", false);
        ask("execute_request", content);
    }

    private static JsonObject at(String code) {
        JsonObject content = new JsonObject();
        content.addProperty("code", code);
        content.addProperty("cursor_pos", code.length());
        content.addProperty("detail_level", 0);
        return content;
    }

    private void ask(String type, JsonObject content) throws IOException, InterruptedException {
        await(client.shell(type, content));
    }

    private void await(Message request) throws IOException, InterruptedException {
        for (Message reply = null; reply == null || !reply.parentId().equals(request.id()); ) {
            reply = replies.poll(SECONDS, TimeUnit.SECONDS);
            if (reply == null) {
                throw new IOException("No answer to " + request.type());
            }
        }
    }
}
