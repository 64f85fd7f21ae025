package dev.tern.kernel.worker;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Standard output and error of the cells, in batches: at most every 20 ms or 64 KB, in the order printed, each
 * to the cell whose thread printed it. A cell that prints without end is cut.
 */
final class Streams {
    private static final long BATCH_MILLISECONDS = 20;
    private static final int BATCH_BYTES = 64 * 1024;
    private static final long MAXIMUM_BYTES_PER_CELL = 16L << 20;
    private static final int REMEMBERED_CELLS = 1000;

    private record Chunk(Event.Kind kind, String cell, ByteArrayOutputStream bytes) {}

    private final Link link;
    private final List<Chunk> chunks = new ArrayList<>();
    private int buffered;
    private final Map<String, Long> printed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED_CELLS;
        }
    };

    private Streams(Link link) {
        this.link = link;
    }

    /** Takes over System.out and System.err. */
    static Streams install(Link link) {
        Streams streams = new Streams(link);
        System.setOut(streams.printStream(Event.Kind.STDOUT));
        System.setErr(streams.printStream(Event.Kind.STDERR));
        link.flushFirst(streams::flush);
        Thread thread = new Thread(streams::flushRegularly, "tern-streams");
        thread.setDaemon(true);
        thread.start();
        return streams;
    }

    /** Sends what is buffered. */
    synchronized void flush() {
        if (chunks.isEmpty()) {
            return;
        }
        List<Chunk> held = new ArrayList<>();
        for (Chunk chunk : chunks) {
            byte[] bytes = chunk.bytes().toByteArray();
            int whole = wholeCharacters(bytes);
            if (whole > 0) {
                String text = new String(bytes, 0, whole, StandardCharsets.UTF_8);
                link.send(new Event(chunk.kind(), chunk.cell(), List.of(text)));
            }
            if (whole < bytes.length) {
                ByteArrayOutputStream rest = new ByteArrayOutputStream();
                rest.write(bytes, whole, bytes.length - whole);
                held.add(new Chunk(chunk.kind(), chunk.cell(), rest));
            }
        }
        chunks.clear();
        chunks.addAll(held);
        buffered = 0;
    }

    private PrintStream printStream(Event.Kind kind) {
        OutputStream target = new OutputStream() {
            @Override
            public void write(int b) {
                append(kind, new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                append(kind, bytes, offset, length);
            }
        };
        return new PrintStream(target, false, StandardCharsets.UTF_8);
    }

    private synchronized void append(Event.Kind kind, byte[] bytes, int offset, int length) {
        String cell = link.cell();
        long before = printed.getOrDefault(cell, 0L);
        printed.put(cell, before + length);
        if (before > MAXIMUM_BYTES_PER_CELL) {
            return;
        }
        ByteArrayOutputStream target = chunk(kind, cell);
        target.write(bytes, offset, length);
        if (before + length > MAXIMUM_BYTES_PER_CELL) {
            byte[] note = ("\n... output cut after " + (MAXIMUM_BYTES_PER_CELL >> 20) + " MB ...\n")
                    .getBytes(StandardCharsets.UTF_8);
            target.write(note, 0, note.length);
        }
        buffered += length;
        if (buffered == length) {
            notifyAll();
        }
        if (buffered >= BATCH_BYTES) {
            flush();
        }
    }

    private ByteArrayOutputStream chunk(Event.Kind kind, String cell) {
        if (!chunks.isEmpty()) {
            Chunk last = chunks.get(chunks.size() - 1);
            if (last.kind() == kind && last.cell().equals(cell)) {
                return last.bytes();
            }
        }
        Chunk fresh = new Chunk(kind, cell, new ByteArrayOutputStream());
        chunks.add(fresh);
        return fresh.bytes();
    }

    private void flushRegularly() {
        try {
            while (true) {
                synchronized (this) {
                    while (buffered == 0) {
                        wait();
                    }
                }
                Thread.sleep(BATCH_MILLISECONDS);
                flush();
            }
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many of the bytes form whole UTF-8 characters: the rest waits for what follows. */
    private static int wholeCharacters(byte[] bytes) {
        int start = bytes.length - 1;
        while (start >= 0 && start > bytes.length - 4 && (bytes[start] & 0xC0) == 0x80) {
            start--;
        }
        if (start < 0) {
            return bytes.length;
        }
        int lead = bytes[start] & 0xFF;
        int needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        return bytes.length - start >= needed ? bytes.length : start;
    }
}
