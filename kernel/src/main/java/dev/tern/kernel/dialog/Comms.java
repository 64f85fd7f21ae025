package dev.tern.kernel.dialog;

import dev.tern.kernel.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** The comms that are open, and the targets that a front end may open. */
public final class Comms {
    /** The way out of this process. Data and metadata are JSON text. */
    public interface Wire {
        void opened(String id, String target, String data, String metadata, List<byte[]> buffers);

        void sent(String id, String data, List<byte[]> buffers);

        void closed(String id, String data);
    }

    private static final Map<String, Comm> OPEN = new ConcurrentHashMap<>();
    private static final Map<String, BiConsumer<Comm, CommMessage>> TARGETS = new ConcurrentHashMap<>();
    private static volatile Wire wire = new Nowhere();

    private Comms() {}

    /**
     * Lets front ends open comms to this target. The handler gets the comm and the message that opened it, and is
     * expected to register its own handlers on the comm.
     */
    public static void register(String target, BiConsumer<Comm, CommMessage> opened) {
        TARGETS.put(target, opened);
    }

    /** Refuses later comms to this target; open ones stay. */
    public static void unregister(String target) {
        TARGETS.remove(target);
    }

    /** The comms that are open. */
    public static Collection<Comm> open() {
        return List.copyOf(OPEN.values());
    }

    /** Whether there is a front end to talk to. */
    public static boolean areConnected() {
        return !(wire instanceof Nowhere);
    }

    /** Sends messages elsewhere: called by whoever runs cells. */
    public static void sendThrough(Wire other) {
        wire = other;
    }

    /** The front end opens a comm; an unknown target is closed again, as the protocol wants. */
    public static void opened(String id, String target, String data, String metadata, List<byte[]> buffers) {
        BiConsumer<Comm, CommMessage> handler = TARGETS.get(target);
        if (handler == null) {
            wire.closed(id, "{}");
            return;
        }
        Comm comm = new Comm(id, target);
        OPEN.put(id, comm);
        handler.accept(comm, message(data, metadata, buffers));
    }

    /** The front end says something on an open comm; what is said on any other is dropped. */
    public static void received(String id, CommMessage message) {
        Comm comm = OPEN.get(id);
        if (comm != null) {
            comm.received(message);
        }
    }

    /** Whether messages of this comm may be dropped for later ones. */
    public static boolean mayDrop(String id) {
        Comm comm = OPEN.get(id);
        return comm != null && comm.mayDrop();
    }

    /** Whether the later of two messages of this comm makes the earlier pointless. */
    public static boolean drops(String id, CommMessage later, CommMessage earlier) {
        Comm comm = OPEN.get(id);
        return comm != null && comm.drops(later, earlier);
    }

    /** The front end has closed a comm. */
    public static void closed(String id, String data, String metadata, List<byte[]> buffers) {
        Comm comm = OPEN.remove(id);
        if (comm != null) {
            comm.closedByFrontEnd(message(data, metadata, buffers));
        }
    }

    static Wire wire() {
        return wire;
    }

    static void add(Comm comm) {
        OPEN.put(comm.id(), comm);
    }

    static void remove(String id) {
        OPEN.remove(id);
    }

    /** The message in this JSON text. */
    public static CommMessage message(String data, String metadata, List<byte[]> buffers) {
        return new CommMessage(Json.object(data), Json.object(metadata), List.copyOf(buffers));
    }

    private static final class Nowhere implements Wire {
        @Override
        public void opened(String id, String target, String data, String metadata, List<byte[]> buffers) {
            throw nobody();
        }

        @Override
        public void sent(String id, String data, List<byte[]> buffers) {
            throw nobody();
        }

        @Override
        public void closed(String id, String data) {
            throw nobody();
        }

        private static IllegalStateException nobody() {
            return new IllegalStateException("Comms need a front end: run this in a notebook");
        }
    }
}
