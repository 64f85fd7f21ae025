package dev.tern.kernel.worker;

import dev.tern.kernel.dialog.Input;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/** Asks the front end for a line on behalf of a cell, one question at a time. An interrupt ends the wait. */
final class Questions implements Input.Asker {
    private static final String NOBODY = "This front end cannot ask for input";

    private final Link link;
    private final Runnable flush;
    private final BlockingQueue<Event> answers = new LinkedBlockingQueue<>();
    private final Set<String> mayAsk = ConcurrentHashMap.newKeySet();

    Questions(Link link, Runnable flush) {
        this.link = link;
        this.flush = flush;
    }

    /** A cell begins whose front end can be asked. */
    void allow(String cell) {
        mayAsk.add(cell);
    }

    /** The cell has ended: its threads have nobody to ask any more. */
    void end(String cell) {
        mayAsk.remove(cell);
    }

    /** The front end has answered. */
    void answer(Event event) {
        answers.add(event);
    }

    @Override
    public synchronized String ask(String prompt, Input.Echo echo) throws IOException {
        String cell = link.cell();
        if (!mayAsk.contains(cell)) {
            throw new IOException(NOBODY);
        }
        flush.run();
        answers.clear();
        link.send(new Event(Event.Kind.INPUT, cell, List.of(prompt, echo.name())));
        try {
            Event answer = answers.take();
            if (answer.kind() == Event.Kind.NO_INPUT) {
                throw new IOException(NOBODY);
            }
            return answer.fields().get(0);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException)
                    new InterruptedIOException("interrupted while waiting for input").initCause(stop);
        }
    }
}
