package dev.tern.kernel.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Standard input of the cells: a read asks the front end for a line. An interrupt ends the wait. */
final class Stdin extends InputStream {
    private final Link link;
    private final Streams streams;
    private final BlockingQueue<Event> answers = new LinkedBlockingQueue<>();
    private volatile boolean allowed;
    private byte[] line = new byte[0];
    private int next;

    Stdin(Link link, Streams streams) {
        this.link = link;
        this.streams = streams;
    }

    /** A new cell: whether its front end can be asked; what was typed for an earlier one is dropped. */
    synchronized void begin(boolean canAsk) {
        allowed = canAsk;
        answers.clear();
        line = new byte[0];
        next = 0;
    }

    /** The front end has answered. */
    void answer(Event event) {
        answers.add(event);
    }

    @Override
    public synchronized int read() throws IOException {
        fill();
        return line[next++] & 0xFF;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        fill();
        int count = Math.min(length, line.length - next);
        System.arraycopy(line, next, target, offset, count);
        next += count;
        return count;
    }

    @Override
    public synchronized int available() {
        return line.length - next;
    }

    private void fill() throws IOException {
        if (next < line.length) {
            return;
        }
        if (!allowed) {
            throw new IOException("This front end cannot ask for input");
        }
        streams.flush();
        link.send(new Event(Event.Kind.INPUT, link.cell(), List.of("")));
        try {
            Event answer = answers.take();
            if (answer.kind() == Event.Kind.NO_INPUT) {
                throw new IOException("This front end cannot ask for input");
            }
            line = (answer.fields().get(0) + "\n").getBytes(StandardCharsets.UTF_8);
            next = 0;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException)
                    new InterruptedIOException("interrupted while waiting for input").initCause(stop);
        }
    }
}
