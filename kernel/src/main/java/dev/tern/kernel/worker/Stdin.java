package dev.tern.kernel.worker;

import dev.tern.kernel.dialog.Input;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Standard input of the cells: a read asks the front end for a line. */
final class Stdin extends InputStream {
    private final Questions questions;
    private byte[] line = new byte[0];
    private int next;

    Stdin(Questions questions) {
        this.questions = questions;
    }

    /** A new cell: what was typed for an earlier one is dropped. */
    synchronized void begin() {
        line = new byte[0];
        next = 0;
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
        if (next == line.length) {
            line = (questions.ask("", Input.Echo.SHOWN) + "\n").getBytes(StandardCharsets.UTF_8);
            next = 0;
        }
    }
}
