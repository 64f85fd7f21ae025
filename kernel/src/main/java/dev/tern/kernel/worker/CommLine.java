package dev.tern.kernel.worker;

import dev.tern.kernel.dialog.Comms;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;

/** The worker's end of all comms: handlers run here one after the other, whether a cell runs or not. */
final class CommLine implements Comms.Wire {
    private final Link link;
    private final Runnable flush;
    private final ClassLoader cells;
    private final Interrupts interrupts = Interrupts.create();
    private final CommQueue queue = new CommQueue(this::done);
    private boolean started;

    CommLine(Link link, Runnable flush, ClassLoader cells) {
        this.link = link;
        this.flush = flush;
        this.cells = cells;
    }

    /** A message from the front end. For the one thread that hears events. */
    void receive(Event event) {
        if (!started) {
            started = true;
            Thread thread = new Thread(this::handleAll, "tern-comms");
            thread.setDaemon(true);
            thread.start();
        }
        queue.add(event);
    }

    @Override
    public void opened(String id, String target, String data, String metadata, List<byte[]> buffers) {
        send(Event.Kind.COMM_OPEN, List.of(id, target, data, metadata), buffers);
    }

    @Override
    public void sent(String id, String data, List<byte[]> buffers) {
        send(Event.Kind.COMM_MESSAGE, List.of(id, data, "{}"), buffers);
    }

    @Override
    public void closed(String id, String data) {
        send(Event.Kind.COMM_CLOSE, List.of(id, data, "{}"), List.of());
    }

    private void send(Event.Kind kind, List<String> fields, List<byte[]> buffers) {
        flush.run();
        link.send(new Event(kind, link.cell(), fields, buffers));
    }

    private void handleAll() {
        try {
            while (true) {
                handle(queue.next());
            }
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(CommQueue.Waiting next) {
        Event event = next.event();
        Thread.currentThread().setContextClassLoader(cells);
        link.workFor(event.cell());
        interrupts.begin("");
        interrupts.enter();
        try {
            deliver(next);
        } catch (Throwable failed) {
            // The handler is the user's code; its trace is all there is to tell.
            StringWriter trace = new StringWriter();
            failed.printStackTrace(new PrintWriter(trace));
            System.err.print(trace);
        } finally {
            interrupts.leave();
            flush.run();
            done(event);
        }
    }

    private void done(Event event) {
        link.send(new Event(Event.Kind.COMM_DONE, event.cell(), List.of()));
    }

    private static void deliver(CommQueue.Waiting next) {
        Event event = next.event();
        List<String> fields = event.fields();
        switch (event.kind()) {
            case COMM_OPEN -> Comms.opened(fields.get(0), fields.get(1), fields.get(2), fields.get(3), event.buffers());
            case COMM_MESSAGE -> Comms.received(fields.get(0), Objects.requireNonNull(next.message()));
            case COMM_CLOSE -> Comms.closed(fields.get(0), fields.get(1), fields.get(2), event.buffers());
            default -> throw new IllegalStateException("Not of a comm: " + event.kind());
        }
    }
}
