package dev.tern.kernel;

import dev.tern.kernel.jvm.OwnClassPath;
import dev.tern.kernel.jvm.QuietMoment;
import dev.tern.kernel.session.Session;
import dev.tern.kernel.session.WorkerOptions;
import dev.tern.kernel.wire.Channel;
import dev.tern.kernel.wire.Codec;
import dev.tern.kernel.wire.Connection;
import dev.tern.kernel.wire.MalformedMessageException;
import dev.tern.kernel.wire.Message;
import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.zeromq.SocketType;
import org.zeromq.ZContext;

/**
 * Starts the kernel: {@code java -cp JARS dev.tern.kernel.KernelMain CONNECTION_FILE}. The sockets are bound and
 * kernel_info is answered while the compiler is still being loaded and the worker started.
 */
public final class KernelMain {
    /** The exit code of a kernel whose address was taken: another connection file would do. */
    public static final int ADDRESS_TAKEN = 3;

    private final CompletableFuture<Kernel> kernel = new CompletableFuture<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final CommLane lane = new CommLane();
    private final Codec codec;

    private KernelMain(Connection connection) {
        codec = new Codec(connection, "kernel");
    }

    /**
     * @param args the path of the connection file
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 1) {
            System.err.println("usage: java -cp JARS dev.tern.kernel.KernelMain CONNECTION_FILE");
            System.exit(2);
        }
        Connection connection = Connection.read(Path.of(args[0]));
        try {
            serve(connection);
        } catch (BindException taken) {
            System.err.println(
                    taken.getMessage() + ". Start the kernel with another connection file, or end what listens there.");
            // Ends the worker, too, which may be starting.
            System.exit(ADDRESS_TAKEN);
        }
    }

    /** Serves this connection until a shutdown_request comes; then ends the process. */
    static void serve(Connection connection) throws BindException, InterruptedException {
        new KernelMain(connection).run(connection);
    }

    private void run(Connection connection) throws BindException, InterruptedException {
        List<StartUp> startUps = startUps();
        Session session = open(startUps, connection);
        ZContext context = new ZContext();
        Channel heartbeat = Channel.bind(
                "heartbeat", context, SocketType.ROUTER, connection, connection.heartbeatPort(), Channel::send);
        Channel iopub =
                Channel.bind("iopub", context, SocketType.XPUB, connection, connection.iopubPort(), this::welcome);
        Channel stdin = Channel.bind(
                "stdin",
                context,
                SocketType.ROUTER,
                connection,
                connection.stdinPort(),
                decoding((channel, message) -> kernel.join().inputReply(message)));
        Channel control = requests("control", context, connection, connection.controlPort());
        Channel shell = requests("shell", context, connection, connection.shellPort());

        Publisher publisher = new Publisher(codec, iopub);
        String banner = startUps.get(startUps.size() - 1).banner();
        Kernel made = new Kernel(codec, publisher, stdin, banner, session, lane, restart -> end.countDown());
        kernel.complete(made);
        Runtime.getRuntime().addShutdownHook(new Thread(made::close, "tern-end"));
        onTerminalInterrupt(made);
        endWithParent();
        QuietMoment.await();

        end.await();
        for (Channel channel : List.of(shell, control, stdin, iopub, heartbeat)) {
            channel.close();
        }
        context.close();
        System.exit(0);
    }

    /** The compiler is loaded and the worker started while the sockets are bound. */
    private Session open(List<StartUp> startUps, Connection connection) {
        List<String> snippets =
                startUps.stream().flatMap(each -> each.snippets().stream()).toList();
        Session session = new Session(
                WorkerOptions.fromProperties().sparing(connection.ports()),
                snippets,
                event -> kernel.join().fromWorker(event));
        Thread thread = new Thread(
                () -> {
                    try {
                        session.open();
                        session.release();
                    } catch (RuntimeException failed) {
                        // Whoever needs the session next tries again, and says so.
                    }
                },
                "tern-opening");
        thread.setDaemon(true);
        thread.start();
        return session;
    }

    private Channel requests(String name, ZContext context, Connection connection, int port) throws BindException {
        Channel.Receiver requests = decoding((channel, message) -> kernel.join().request(channel, message));
        return Channel.bind(name, context, SocketType.ROUTER, connection, port, (channel, frames) -> {
            if (CommLane.isFor(frames)) {
                lane.add(() -> requests.receive(channel, frames));
            } else {
                requests.receive(channel, frames);
            }
        });
    }

    private Channel.Receiver decoding(BiConsumer<Channel, Message> handler) {
        return (channel, frames) -> {
            try {
                handler.accept(channel, codec.decode(frames));
            } catch (MalformedMessageException malformed) {
                System.err.println("message dropped: " + malformed.getMessage());
            }
        };
    }

    /** Greets every subscriber, so that it knows from when on it misses nothing. */
    private void welcome(Channel iopub, List<byte[]> frames) {
        byte[] subscription = frames.get(0);
        if (subscription.length == 0 || subscription[0] != 1) {
            return;
        }
        String topic = new String(Arrays.copyOfRange(subscription, 1, subscription.length), StandardCharsets.UTF_8);
        com.google.gson.JsonObject content = new com.google.gson.JsonObject();
        content.addProperty("subscription", topic);
        iopub.send(codec.encode(codec.broadcast(new com.google.gson.JsonObject(), topic, "iopub_welcome", content)));
    }

    private static List<StartUp> startUps() {
        List<StartUp> all = new ArrayList<>();
        all.add(new Defaults());
        all.addAll(OwnClassPath.providers(StartUp.class));
        return all;
    }

    private static void onTerminalInterrupt(Kernel kernel) {
        try {
            sun.misc.Signal.handle(new sun.misc.Signal("INT"), signal -> kernel.interrupt());
        } catch (IllegalArgumentException notHere) {
            // Some platforms keep the signal for themselves.
        }
    }

    /** The process that started this one may die without a word; nobody would ever stop the kernel then. */
    private static void endWithParent() {
        String parent = System.getenv("JPY_PARENT_PID");
        if (parent == null || !parent.matches("[1-9]\\d*")) {
            return;
        }
        long pid = Long.parseLong(parent);
        // Where nobody takes note of its death a dead parent looks alive, but its children have another parent then.
        boolean direct = isParent(pid);
        Thread thread = new Thread(
                () -> {
                    try {
                        while (ProcessHandle.of(pid)
                                        .filter(ProcessHandle::isAlive)
                                        .isPresent()
                                && isParent(pid) == direct) {
                            Thread.sleep(1000);
                        }
                    } catch (InterruptedException never) {
                        Thread.currentThread().interrupt();
                    }
                    System.exit(0);
                },
                "tern-parent-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private static boolean isParent(long pid) {
        return ProcessHandle.current()
                .parent()
                .filter(process -> process.pid() == pid)
                .isPresent();
    }
}
