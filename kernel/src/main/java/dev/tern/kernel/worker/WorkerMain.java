package dev.tern.kernel.worker;

import dev.tern.kernel.dialog.Comms;
import dev.tern.kernel.dialog.Input;
import dev.tern.kernel.display.Display;
import dev.tern.kernel.widget.Models;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import jdk.jshell.execution.Util;

/**
 * Starts the worker: connects twice to the front's port given as its argument, for events and for commands, and
 * shows each time the token it was given on standard input. When that input ends the front is gone.
 */
public final class WorkerMain {
    private WorkerMain() {}

    /**
     * @param args the port
     */
    public static void main(String[] args) throws Exception {
        ignoreTerminalInterrupts();
        BufferedReader front = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        String token = front.readLine();
        endWith(front);

        int port = Integer.parseInt(args[0]);
        Socket events = connect(port, token);
        Link link = new Link(new DataOutputStream(new BufferedOutputStream(events.getOutputStream(), 1 << 16)));
        Socket commands = connect(port, token);

        Streams streams = Streams.install(link);
        Questions questions = new Questions(link, streams::flush);
        Stdin stdin = new Stdin(questions);
        System.setIn(stdin);
        SnippetLoader loader = new SnippetLoader();
        CommLine comms = new CommLine(link, streams::flush, loader.loader());
        Inspector inspector = new Inspector(link, loader);
        Display.publishTo(link);
        Input.askThrough(questions);
        Comms.sendThrough(comms);
        Comms.register(Models.CONTROL, Models::controlOpened);
        LineOpener lines = socket -> {
            Thread.currentThread().setContextClassLoader(loader.loader());
            Outgoing out = new Outgoing(socket.getOutputStream());
            Incoming in = new Incoming(socket.getInputStream());
            Execution execution = new Execution(loader, link, streams, stdin, questions);
            Util.forwardExecutionControl(execution, in, out);
            execution.close();
            socket.close();
        };
        link.listen(new DataInputStream(new BufferedInputStream(events.getInputStream())), event -> {
            switch (event.kind()) {
                case INTERRUPT -> Interrupts.interrupt(event.fields());
                case LINE, NO_INPUT -> questions.answer(event);
                case CONNECT -> serveAlso(() -> lines.serve(connect(port, token)));
                case INSPECT -> inspector.receive(event);
                case COMM_OPEN, COMM_MESSAGE, COMM_CLOSE -> comms.receive(event);
                default -> throw new IllegalStateException("Not for the worker: " + event.kind());
            }
        });
        lines.serve(commands);
        Runtime.getRuntime().halt(0);
    }

    private interface LineOpener {
        void serve(Socket socket) throws IOException;
    }

    private interface Serving {
        void run() throws IOException;
    }

    private static void serveAlso(Serving serving) {
        Thread thread = new Thread(
                () -> {
                    try {
                        serving.run();
                    } catch (IOException gone) {
                        // The front has no more use for this connection.
                    }
                },
                "tern-line");
        thread.setDaemon(true);
        thread.start();
    }

    private static Socket connect(int port, String token) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        // Without this a round trip waits for a delayed acknowledgement.
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write((token + "\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static void endWith(BufferedReader front) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (front.readLine() != null) {
                            // Nothing more is ever said; only the end matters.
                        }
                    } catch (IOException gone) {
                        // The same as the end.
                    }
                    Runtime.getRuntime().halt(0);
                },
                "tern-front-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** An interrupt from the keyboard goes to both processes; the front passes it on in its own way. */
    private static void ignoreTerminalInterrupts() {
        try {
            sun.misc.Signal.handle(new sun.misc.Signal("INT"), sun.misc.SignalHandler.SIG_IGN);
        } catch (IllegalArgumentException notHere) {
            // Some platforms keep the signal for themselves.
        }
    }
}
