package dev.tern.kernel.worker;

import dev.tern.kernel.display.Display;
import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.display.Place;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.Consumer;

/** The worker's end of the event connection; also knows which cell the current thread works for. */
final class Link implements Display.Publisher {
    private final DataOutputStream out;
    private final InheritableThreadLocal<String> cell = new InheritableThreadLocal<>();
    private final Map<String, Caught> catching = new ConcurrentHashMap<>();
    private volatile String current = "";
    private volatile Runnable flush = () -> {};
    private long sent;

    Link(DataOutputStream out) {
        this.out = out;
    }

    /** Starts to listen, on a thread of its own. When the front is gone, so is the worker. */
    void listen(DataInputStream in, Consumer<Event> listener) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            listener.accept(Event.read(in));
                        }
                    } catch (IOException gone) {
                        Runtime.getRuntime().halt(0);
                    }
                },
                "tern-events");
        thread.setDaemon(true);
        thread.start();
    }

    /** What must reach the front before anything else that is shown. */
    void flushFirst(Runnable streams) {
        flush = streams;
    }

    /** The current thread and the threads it starts now work for this cell, and so do those of nobody. */
    void begin(String id) {
        current = id;
        workFor(id);
    }

    /** The current thread and the threads it starts now work for this cell. */
    void workFor(String id) {
        cell.set(id);
    }

    /** The cell the current thread works for. A pool's helpers outlive the cell that first needed them. */
    @Override
    public String cell() {
        String mine = Thread.currentThread() instanceof ForkJoinWorkerThread ? null : cell.get();
        return mine == null ? current : mine;
    }

    @Override
    public void under(String other, Runnable task) {
        String mine = cell.get();
        cell.set(other);
        try {
            task.run();
        } finally {
            flush.run();
            cell.set(mine);
        }
    }

    @Override
    public List<Place.Output> capture(Runnable task) {
        Caught caught = new Caught(cell());
        String place = "caught-" + UUID.randomUUID();
        catching.put(place, caught);
        try {
            under(place, task);
        } finally {
            catching.remove(place);
        }
        return caught.outputs();
    }

    void send(Event event) {
        Caught caught = catching.get(event.cell());
        Event left = caught == null ? event : caught.take(event);
        if (left != null) {
            write(left);
        }
    }

    private synchronized void write(Event event) {
        try {
            event.write(out);
            out.flush();
            sent++;
        } catch (IOException gone) {
            Runtime.getRuntime().halt(0);
        }
    }

    /** How many events were sent so far. */
    synchronized long sent() {
        return sent;
    }

    @Override
    public void display(String id, MimeBundle bundle) {
        show(Event.Kind.DISPLAY, id, bundle);
    }

    @Override
    public void update(String id, MimeBundle bundle) {
        show(Event.Kind.UPDATE, id, bundle);
    }

    @Override
    public void clear() {
        flush.run();
        send(new Event(Event.Kind.CLEAR, cell(), List.of()));
    }

    @Override
    public void clearNow() {
        flush.run();
        send(new Event(Event.Kind.CLEAR_NOW, cell(), List.of()));
    }

    private void show(Event.Kind kind, String id, MimeBundle bundle) {
        flush.run();
        List<String> fields = new ArrayList<>();
        fields.add(id);
        bundle.data().forEach((mime, content) -> {
            fields.add(mime);
            fields.add(content);
        });
        send(new Event(kind, cell(), fields));
    }
}
