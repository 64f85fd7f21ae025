package dev.tern.kernel.dialog;

import dev.tern.kernel.json.Json;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One line between a library in this process and its other half in the front end, as ipywidgets use it. Handlers run
 * one at a time on a thread of their own, also while a cell runs.
 */
public final class Comm {
    private final String id;
    private final String target;
    private volatile Consumer<CommMessage> onMessage = message -> {};
    private volatile Consumer<CommMessage> onClose = message -> {};
    private volatile @Nullable BiPredicate<CommMessage, CommMessage> superseding;
    private volatile boolean closed;

    Comm(String id, String target) {
        this.id = id;
        this.target = target;
    }

    /** Opens a comm to the target of this name in the front end. */
    public static Comm open(String target, Map<String, ?> data, byte[]... buffers) {
        return open(target, data, Map.of(), buffers);
    }

    /** Opens a comm whose first message carries metadata, such as a protocol version. */
    public static Comm open(String target, Map<String, ?> data, Map<String, ?> metadata, byte[]... buffers) {
        Comm comm = new Comm(UUID.randomUUID().toString(), target);
        Comms.add(comm);
        Comms.wire().opened(comm.id, target, Json.write(data), Json.write(metadata), List.of(buffers));
        return comm;
    }

    public String id() {
        return id;
    }

    public String target() {
        return target;
    }

    public boolean isClosed() {
        return closed;
    }

    /** Hears what the front end sends; replaces an earlier handler. */
    public Comm onMessage(Consumer<CommMessage> handler) {
        onMessage = handler;
        return this;
    }

    /**
     * Drops a message that waits for its handler when a later one makes it pointless, so that a handler slower than its
     * front end gets the last of them soon. Order is kept: nothing is dropped across a message that must be heard.
     *
     * @param superseded is given the later message, then the earlier
     */
    public Comm dropWhen(BiPredicate<CommMessage, CommMessage> superseded) {
        superseding = superseded;
        return this;
    }

    /** Hears that the front end has closed the comm; replaces an earlier handler. */
    public Comm onClose(Consumer<CommMessage> handler) {
        onClose = handler;
        return this;
    }

    /** Sends a JSON object made of maps, lists, texts, numbers, booleans and null, and binary frames. */
    public void send(Map<String, ?> data, byte[]... buffers) {
        if (closed) {
            throw new IllegalStateException("This comm to " + target + " is closed. Open another with Comm.open.");
        }
        Comms.wire().sent(id, Json.write(data), List.of(buffers));
    }

    /** Closes the comm on both sides; closing twice does nothing. */
    public void close(Map<String, ?> data) {
        if (!closed) {
            closed = true;
            Comms.remove(id);
            Comms.wire().closed(id, Json.write(data));
        }
    }

    /** Whether any message of this comm may be dropped. */
    boolean mayDrop() {
        return superseding != null;
    }

    boolean drops(CommMessage later, CommMessage earlier) {
        BiPredicate<CommMessage, CommMessage> rule = superseding;
        return rule != null && rule.test(later, earlier);
    }

    void received(CommMessage message) {
        onMessage.accept(message);
    }

    void closedByFrontEnd(@Nullable CommMessage message) {
        closed = true;
        if (message != null) {
            onClose.accept(message);
        }
    }
}
