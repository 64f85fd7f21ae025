package dev.tern.kernel.worker;

import dev.tern.kernel.dialog.CommMessage;
import dev.tern.kernel.dialog.Comms;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of comms that wait for their handler. A slider that is dragged says more than a slow handler can hear: of
 * messages that their comm calls superseded the last one stays, at its own place, unless one stands between the two that
 * must be heard.
 */
final class CommQueue {
    /**
     * One message.
     *
     * @param message what it says; null where the event opens or closes a comm
     */
    record Waiting(Event event, @Nullable CommMessage message) {
        String comm() {
            return event.fields().get(0);
        }
    }

    private final Queue<Event> arrived = new ArrayDeque<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final Consumer<Event> dropped;

    /**
     * @param dropped hears of each message that nobody will hear
     */
    CommQueue(Consumer<Event> dropped) {
        this.dropped = dropped;
    }

    /** Takes a message; quick, for whoever brings it brings interrupts too. */
    void add(Event event) {
        synchronized (arrived) {
            arrived.add(event);
            arrived.notifyAll();
        }
    }

    /** The next message to be heard; waits for it. For one thread. */
    Waiting next() throws InterruptedException {
        List<Event> fresh = new ArrayList<>();
        synchronized (arrived) {
            while (arrived.isEmpty() && waiting.isEmpty()) {
                arrived.wait();
            }
            fresh.addAll(arrived);
            arrived.clear();
        }
        fresh.forEach(this::append);
        return waiting.remove(0);
    }

    private void append(Event event) {
        Waiting last = new Waiting(event, message(event));
        CommMessage message = last.message();
        if (message != null && Comms.mayDrop(last.comm())) {
            for (int i = waiting.size() - 1; i >= 0; i--) {
                Waiting before = waiting.get(i);
                CommMessage earlier = before.message();
                if (earlier == null || !Comms.drops(before.comm(), earlier, earlier)) {
                    break;
                }
                if (before.comm().equals(last.comm()) && Comms.drops(last.comm(), message, earlier)) {
                    waiting.remove(i);
                    dropped.accept(before.event());
                    break;
                }
            }
        }
        waiting.add(last);
    }

    private static @Nullable CommMessage message(Event event) {
        List<String> fields = event.fields();
        return event.kind() == Event.Kind.COMM_MESSAGE
                ? Comms.message(fields.get(1), fields.get(2), event.buffers())
                : null;
    }
}
