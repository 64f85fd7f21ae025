package dev.tern.kernel.session;

import dev.tern.kernel.worker.Event;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A running worker: its process, the two connections to it, and the events that come from it. */
public final class WorkerProcess implements AutoCloseable {
    private static final int CONNECT_MILLISECONDS = 30_000;
    private static final int LAST_WORDS = 20;

    private final Process process;
    private final ServerSocket server;
    private final String token;
    private final Socket events;
    private final Socket commands;
    private final DataOutputStream out;
    private final Consumer<Event> listener;
    private final Deque<String> lastWords = new ArrayDeque<>();
    private long received;
    private boolean ended;

    private WorkerProcess(
            Process process,
            ServerSocket server,
            String token,
            Socket events,
            Socket commands,
            Consumer<Event> listener)
            throws IOException {
        this.process = process;
        this.server = server;
        this.token = token;
        this.events = events;
        this.commands = commands;
        this.listener = listener;
        this.out = new DataOutputStream(new BufferedOutputStream(events.getOutputStream()));
        daemon("tern-worker-events", this::receive);
        daemon("tern-worker-output", this::drain);
    }

    /** Starts a worker and waits for its connections. */
    public static WorkerProcess start(WorkerOptions options, Consumer<Event> listener) throws IOException {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        ServerSocket server = listen(options.spared());
        server.setSoTimeout(CONNECT_MILLISECONDS);
        Process process;
        try {
            process = options.process(server.getLocalPort()).start();
        } catch (IOException failed) {
            server.close();
            throw failed;
        }
        process.onExit().thenRun(() -> closeQuietly(server));
        try {
            process.getOutputStream().write((token + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            Socket events = accept(server, token);
            Socket commands = accept(server, token);
            return new WorkerProcess(process, server, token, events, commands, listener);
        } catch (IOException failed) {
            process.destroyForcibly();
            String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            throw new IOException("The worker did not start: " + words.strip(), failed);
        }
    }

    /** One more connection, for one more thread that runs code. It is the caller's to close. */
    Socket connect() throws IOException {
        synchronized (server) {
            send(new Event(Event.Kind.CONNECT, "", List.of()));
            return accept(server, token);
        }
    }

    Socket commands() {
        return commands;
    }

    /** Waits until this many events have been handed on, or the worker is gone. */
    synchronized void awaitEvents(long count) throws InterruptedException {
        while (received < count && !ended) {
            wait();
        }
    }

    /** Tells the worker something; false when it is gone. */
    public boolean send(Event event) {
        synchronized (out) {
            try {
                event.write(out);
                out.flush();
                return true;
            } catch (IOException gone) {
                // Whoever waits for the worker learns it from there.
                return false;
            }
        }
    }

    /** Stops what these cells are doing, if they listen. */
    void interrupt(List<String> cells) {
        send(new Event(Event.Kind.INTERRUPT, "", cells));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** How it ended, for the user: waits shortly for the process to be gone. */
    String epitaph() {
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                return "lost its connection";
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return "ended";
        }
        int code = process.exitValue();
        String words;
        synchronized (lastWords) {
            words = lastWords.isEmpty() ? "" : "\n" + String.join("\n", lastWords);
        }
        if (code == 137) {
            return "was killed (by the system when memory runs out, or by hand)" + words;
        }
        return (code > 128 ? "crashed with signal " + (code - 128) : "ended itself with exit code " + code) + words;
    }

    /** Ends the process, at once. */
    @Override
    public void close() {
        process.destroyForcibly();
        closeQuietly(events);
        closeQuietly(commands);
        closeQuietly(server);
    }

    /** On a port of the system's choice that is none of these. */
    static ServerSocket listen(Set<Integer> spared) throws IOException {
        List<ServerSocket> refused = new ArrayList<>();
        try {
            ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
            while (spared.contains(server.getLocalPort())) {
                // Held until there is another, or the system might offer it again.
                refused.add(server);
                server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
            }
            return server;
        } finally {
            for (ServerSocket each : refused) {
                closeQuietly(each);
            }
        }
    }

    private static Socket accept(ServerSocket server, String token) throws IOException {
        while (true) {
            Socket socket = server.accept();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(CONNECT_MILLISECONDS);
            if (line(socket.getInputStream(), token.length()).equals(token)) {
                socket.setSoTimeout(0);
                return socket;
            }
            socket.close();
        }
    }

    private static String line(InputStream in, int maximum) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && line.length() <= maximum; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private void receive() {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(events.getInputStream(), 1 << 16))) {
            while (true) {
                Event event = Event.read(in);
                listener.accept(event);
                synchronized (this) {
                    received++;
                    notifyAll();
                }
            }
        } catch (IOException gone) {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }
    }

    /** What native code or the JVM itself prints goes to the log; the last lines explain a death. */
    private void drain() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.contains("VM warning: Option AllowRedefinitionToAddDeleteMethods")
                        && !line.startsWith("WARNING: Using incubator modules")) {
                    System.err.println("worker: " + line);
                    synchronized (lastWords) {
                        lastWords.addLast(line);
                        if (lastWords.size() > LAST_WORDS) {
                            lastWords.removeFirst();
                        }
                    }
                }
            }
        } catch (IOException gone) {
            // The process has ended.
        }
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception alreadyGone) {
            // Nothing is left to close.
        }
    }
}
