package dev.tern.kernel.worker;

import dev.tern.kernel.dialog.Comms;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The worker's end of all comms: handlers run here one after the other, whether a cell runs or not. */
final class CommLine implements Comms.Wire {
    private final Link link;
    private final Runnable flush;
    private final ClassLoader cells;
    private final Interrupts interrupts = Interrupts.create();
    private final ExecutorService handlers = Executors.newSingleThreadExecutor(body -> {
        Thread thread = new Thread(body, "tern-comms");
        thread.setDaemon(true);
        return thread;
    });

    CommLine(Link link, Runnable flush, ClassLoader cells) {
        this.link = link;
        this.flush = flush;
        this.cells = cells;
    }

    /** A message from the front end. */
    void receive(Event event) {
        handlers.execute(() -> handle(event));
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

    private void handle(Event event) {
        Thread.currentThread().setContextClassLoader(cells);
        link.workFor(event.cell());
        interrupts.begin("");
        interrupts.enter();
        try {
            deliver(event);
        } catch (Throwable failed) {
            // The handler is the user's code; its trace is all there is to tell.
            StringWriter trace = new StringWriter();
            failed.printStackTrace(new PrintWriter(trace));
            System.err.print(trace);
        } finally {
            interrupts.leave();
            flush.run();
            link.send(new Event(Event.Kind.COMM_DONE, event.cell(), List.of()));
        }
    }

    private static void deliver(Event event) {
        List<String> fields = event.fields();
        switch (event.kind()) {
            case COMM_OPEN -> Comms.opened(fields.get(0), fields.get(1), fields.get(2), fields.get(3), event.buffers());
            case COMM_MESSAGE -> Comms.received(fields.get(0), fields.get(1), fields.get(2), event.buffers());
            case COMM_CLOSE -> Comms.closed(fields.get(0), fields.get(1), fields.get(2), event.buffers());
            default -> throw new IllegalStateException("Not of a comm: " + event.kind());
        }
    }
}
