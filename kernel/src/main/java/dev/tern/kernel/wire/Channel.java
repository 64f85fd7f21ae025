package dev.tern.kernel.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.Msg;

/**
 * One ZeroMQ socket and the one thread that touches it. The thread sleeps until frames arrive or until
 * {@link #send} wakes it through a pipe; it never polls by the clock.
 */
public final class Channel implements AutoCloseable {
    /** What to do with frames that came in; runs on the channel's thread and must be quick. */
    public interface Receiver {
        void receive(Channel channel, List<byte[]> frames);
    }

    private static final long LARGEST_FRAME = Runtime.getRuntime().maxMemory() / 8;
    // Long enough for a last reply to leave, short enough for whoever waits for the process to end.
    private static final int LINGER_MILLISECONDS = 300;
    private static final ByteBuffer WAKE = ByteBuffer.wrap(new byte[1]).asReadOnlyBuffer();

    private final ZMQ.Socket socket;
    private final ZContext context;
    private final Receiver receiver;
    private final Pipe pipe;
    private final Queue<List<byte[]>> outgoing = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closing;

    private Channel(String name, ZContext context, ZMQ.Socket socket, Receiver receiver) {
        this.context = context;
        this.socket = socket;
        this.receiver = receiver;
        try {
            pipe = Pipe.open();
            pipe.source().configureBlocking(false);
        } catch (IOException impossible) {
            throw new UncheckedIOException("No pipe for the " + name + " channel", impossible);
        }
        thread = new Thread(this::run, "tern-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** A kernel's channel, bound when this returns; a {@link BindException} when someone else has its address. */
    public static Channel bind(
            String name, ZContext context, SocketType type, Connection connection, int port, Receiver receiver)
            throws BindException {
        ZMQ.Socket socket = open(context, type);
        connection.curve().ifPresent(keys -> {
            keys.secureServer(socket);
            logRefusals(name, socket);
        });
        if (type == SocketType.XPUB) {
            socket.setXpubVerbose(true);
        }
        try {
            socket.bind(connection.address(port));
        } catch (ZMQException refused) {
            throw new BindException("The " + name + " channel cannot listen on " + connection.address(port) + ": "
                    + refused.getMessage());
        }
        return new Channel(name, context, socket, receiver);
    }

    /** A client's channel: SUB hears everything, every other type is known to the kernel by this identity. */
    static Channel connect(
            String name,
            ZContext context,
            SocketType type,
            String identity,
            Connection connection,
            int port,
            Receiver receiver) {
        ZMQ.Socket socket = open(context, type);
        connection.curve().ifPresent(keys -> keys.secureClient(socket));
        if (type == SocketType.SUB) {
            socket.subscribe(ZMQ.SUBSCRIPTION_ALL);
        } else {
            socket.setIdentity(identity.getBytes(StandardCharsets.US_ASCII));
        }
        // Between two JeroMQ sockets about one greeting in two hundred gets stuck; given up early, it is repeated.
        socket.setHandshakeIvl(500);
        socket.connect(connection.address(port));
        return new Channel(name, context, socket, receiver);
    }

    /** Says who was turned away: a client without the key sees only silence. */
    private static void logRefusals(String name, ZMQ.Socket socket) {
        socket.setEventHook(
                event -> System.err.println(
                        "tern-" + name + ": a client without the right keys was refused (" + event.getEvent() + ")"),
                zmq.ZMQ.ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
                        | zmq.ZMQ.ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
                        | zmq.ZMQ.ZMQ_EVENT_HANDSHAKE_FAILED_AUTH);
    }

    private static ZMQ.Socket open(ZContext context, SocketType type) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setLinger(LINGER_MILLISECONDS);
        // A slow reader must not lose messages: without limits they wait in memory.
        socket.setHWM(0);
        // A stranger's frame may claim any length. JeroMQ makes room before it reads, and its only I/O thread dies when
        // there is none; a length whose first bit is set even passes below its limit.
        socket.setMaxMsgSize(LARGEST_FRAME);
        socket.setMsgAllocator(Channel::room);
        return socket;
    }

    private static Msg room(int size) {
        try {
            return size < 0 || size > LARGEST_FRAME ? new Msg() : new Msg(size);
        } catch (OutOfMemoryError full) {
            return new Msg();
        }
    }

    /** Sends frames, in order, from any thread. */
    public void send(List<byte[]> frames) {
        outgoing.add(frames);
        wake();
    }

    /** Sends what is queued, closes the socket and waits for its thread. */
    @Override
    public void close() {
        closing = true;
        wake();
        try {
            thread.join(2000);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        if (awake.compareAndSet(false, true)) {
            try {
                pipe.sink().write(WAKE.duplicate());
            } catch (IOException gone) {
                closing = true;
            }
        }
    }

    private void run() {
        ZMQ.Poller poller = context.createPoller(2);
        poller.register(socket, ZMQ.Poller.POLLIN);
        poller.register(pipe.source(), ZMQ.Poller.POLLIN);
        try {
            while (!closing) {
                poller.poll(-1);
                if (poller.pollin(1)) {
                    pipe.source().read(ByteBuffer.allocate(16));
                    awake.set(false);
                }
                sendQueued();
                if (poller.pollin(0)) {
                    receiveWaiting();
                }
            }
            sendQueued();
        } catch (IOException | RuntimeException broken) {
            if (!closing) {
                System.err.println(Thread.currentThread().getName() + ": channel closed: " + broken);
            }
        } finally {
            socket.close();
        }
    }

    private void sendQueued() {
        for (List<byte[]> frames = outgoing.poll(); frames != null; frames = outgoing.poll()) {
            for (int i = 0; i < frames.size(); i++) {
                socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
            }
        }
    }

    private void receiveWaiting() {
        for (byte[] first = socket.recv(ZMQ.DONTWAIT); first != null; first = socket.recv(ZMQ.DONTWAIT)) {
            List<byte[]> frames = new ArrayList<>(8);
            frames.add(first);
            while (socket.hasReceiveMore()) {
                frames.add(socket.recv());
            }
            try {
                receiver.receive(this, frames);
            } catch (RuntimeException broken) {
                System.err.println(Thread.currentThread().getName() + ": request dropped: " + broken);
            }
            sendQueued();
        }
    }
}
