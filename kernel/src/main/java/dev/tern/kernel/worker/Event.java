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
 * @param cell the cell, or the message of a comm, it belongs to; empty when it belongs to none
 * @param fields as its kind says
 * @param buffers binary frames of a comm's message
 */
public record Event(Kind kind, String cell, List<String> fields, List<byte[]> buffers) {
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
        /** Worker to front: the prompt, and SHOWN or HIDDEN. A line is wanted. */
        INPUT,
        /** Front to worker: the line, without its end. */
        LINE,
        /** Front to worker: none. There is nobody to ask. */
        NO_INPUT,
        /** Front to worker: the cells to stop. */
        INTERRUPT,
        /** Front to worker: none. Connect once more, to run one more cell at the same time. */
        CONNECT,
        /** Both ways: the comm's id, its target, data and metadata as JSON. */
        COMM_OPEN,
        /** Both ways: the comm's id, data and metadata as JSON. */
        COMM_MESSAGE,
        /** Both ways: the comm's id, data and metadata as JSON. */
        COMM_CLOSE,
        /** Worker to front: none. What the cell field names has been dealt with. */
        COMM_DONE,
        /** Front to worker: what is wanted (see {@link Inspector}), and its arguments. The cell is the question's number. */
        INSPECT,
        /** Worker to front: the answer as JSON, and why there is none. The cell is the question's number. */
        INSPECTED,
        /** From the session itself: none. The worker is gone, and its comms with it. */
        WORKER_GONE
    }

    private static final Kind[] KINDS = Kind.values();

    public Event(Kind kind, String cell, List<String> fields) {
        this(kind, cell, fields, List.of());
    }

    /** Writes this event; the caller holds the stream's lock and flushes. */
    public void write(DataOutputStream out) throws IOException {
        out.writeByte(kind.ordinal());
        write(out, cell.getBytes(StandardCharsets.UTF_8));
        out.writeInt(fields.size());
        for (String field : fields) {
            write(out, field.getBytes(StandardCharsets.UTF_8));
        }
        out.writeInt(buffers.size());
        for (byte[] buffer : buffers) {
            write(out, buffer);
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
        int frames = in.readInt();
        List<byte[]> buffers = new ArrayList<>(frames);
        for (int i = 0; i < frames; i++) {
            buffers.add(in.readNBytes(in.readInt()));
        }
        return new Event(kind, cell, fields, buffers);
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
