package dev.tern.kernel.worker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the two processes tell each other beside JShell's own commands.
 *
 * @param cell the cell it belongs to; empty when it belongs to none
 * @param fields as its kind says
 */
public record Event(Kind kind, String cell, List<String> fields) {
    /** The kinds of events and their fields. */
    public enum Kind {
        /** Worker to front: the text printed. */
        STDOUT,
        /** Worker to front: the text printed. */
        STDERR,
        /** Worker to front: the id, then MIME type and content in turn. */
        DISPLAY,
        /** Worker to front: as DISPLAY. */
        UPDATE,
        /** Worker to front: none. The output goes when the next output comes. */
        CLEAR,
        /** Worker to front: none. The output goes at once. */
        CLEAR_NOW,
        /** Worker to front: the prompt. A line is wanted. */
        INPUT,
        /** Front to worker: the line, without its end. */
        LINE,
        /** Front to worker: none. There is nobody to ask. */
        NO_INPUT,
        /** Front to worker: none. Stop what the cell is doing. */
        INTERRUPT
    }

    private static final Kind[] KINDS = Kind.values();

    /** Writes this event; the caller holds the stream's lock and flushes. */
    public void write(DataOutputStream out) throws IOException {
        out.writeByte(kind.ordinal());
        write(out, cell);
        out.writeInt(fields.size());
        for (String field : fields) {
            write(out, field);
        }
    }

    /** Reads the next event, waiting for it. */
    public static Event read(DataInputStream in) throws IOException {
        Kind kind = KINDS[in.readByte()];
        String cell = text(in);
        int size = in.readInt();
        List<String> fields = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            fields.add(text(in));
        }
        return new Event(kind, cell, fields);
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
