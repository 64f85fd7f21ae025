package dev.tern.kernel.worker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInput;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Outgoing} wrote. For one thread at a time; every method waits for what it needs. */
public final class Incoming extends InputStream implements ObjectInput {
    private static final int CAPACITY = 1 << 13;
    private static final int RECENT = 64;
    private static final int LONGEST_NAME = 40;

    private final InputStream in;
    private final byte[] buffer = new byte[CAPACITY];
    private final @Nullable String[] recent = new @Nullable String[RECENT];
    private int position;
    private int limit;

    /**
     * @param in may be unbuffered
     */
    public Incoming(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the next object.
     *
     * @throws StreamCorruptedException when something else comes
     * @throws EOFException when it ends too early
     */
    @Override
    public @Nullable Object readObject() throws IOException {
        int kind = readByte();
        return switch (kind) {
            case Outgoing.NULL -> null;
            case Outgoing.TEXT -> readUTF();
            case Outgoing.TEXTS -> texts();
            case Outgoing.TEXT_LIST -> new ArrayList<>(Arrays.asList(texts()));
            case Outgoing.FLAGS -> flags();
            case Outgoing.CLASSES -> classes();
            case Outgoing.FRAMES -> frames();
            default -> throw new StreamCorruptedException("No kind of object starts with " + kind);
        };
    }

    private String[] texts() throws IOException {
        String[] texts = new String[readInt()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = readUTF();
        }
        return texts;
    }

    private boolean[] flags() throws IOException {
        boolean[] flags = new boolean[readInt()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = readBoolean();
        }
        return flags;
    }

    private ClassBytecodes[] classes() throws IOException {
        ClassBytecodes[] classes = new ClassBytecodes[readInt()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = new ClassBytecodes(readUTF(), bytes(readInt()));
        }
        return classes;
    }

    private StackTraceElement[] frames() throws IOException {
        StackTraceElement[] frames = new StackTraceElement[readInt()];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new StackTraceElement(
                    optional(), optional(), optional(), readUTF(), readUTF(), optional(), readInt());
        }
        return frames;
    }

    private @Nullable String optional() throws IOException {
        return readBoolean() ? readUTF() : null;
    }

    /** Reads text as {@link Outgoing#writeUTF} has it. */
    @Override
    public String readUTF() throws IOException {
        return readBoolean() ? wideText(readInt()) : narrowText(readInt());
    }

    private String narrowText(int length) throws IOException {
        if (length > limit - position) {
            return new String(bytes(length), StandardCharsets.ISO_8859_1);
        }
        String text = length <= LONGEST_NAME ? name(length) : decoded(length);
        position += length;
        return text;
    }

    /** The names of commands and classes come again with every cell: a fifth of what it would leave on the heap. */
    private String name(int length) {
        // They differ in length, or at their end, where the number of a class is.
        int slot = Math.floorMod(31 * length + (length == 0 ? 0 : buffer[position + length - 1]), RECENT);
        String name = recent[slot];
        if (name == null || !isNext(name, length)) {
            name = decoded(length);
            recent[slot] = name;
        }
        return name;
    }

    private boolean isNext(String name, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != (buffer[position + i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private String decoded(int length) {
        return new String(buffer, position, length, StandardCharsets.ISO_8859_1);
    }

    private String wideText(int length) throws IOException {
        char[] text = new char[length];
        for (int i = 0; i < length; i++) {
            text[i] = readChar();
        }
        return new String(text);
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        readFully(bytes, 0, length);
        return bytes;
    }

    @Override
    public int read() throws IOException {
        return position == limit && !fill() ? -1 : buffer[position++] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0 && position == limit && !fill()) {
            return -1;
        }
        int read = Math.min(length, limit - position);
        System.arraycopy(buffer, position, bytes, offset, read);
        position += read;
        return read;
    }

    /** Takes what has come, waiting for something to come; false at the end. */
    private boolean fill() throws IOException {
        limit = 0;
        position = 0;
        int read = in.read(buffer, 0, CAPACITY);
        limit = Math.max(read, 0);
        return read > 0;
    }

    @Override
    public int available() throws IOException {
        return limit - position + in.available();
    }

    @Override
    public byte readByte() throws IOException {
        if (position == limit && !fill()) {
            throw new EOFException();
        }
        return buffer[position++];
    }

    @Override
    public int readUnsignedByte() throws IOException {
        return readByte() & 0xff;
    }

    @Override
    public boolean readBoolean() throws IOException {
        return readByte() != 0;
    }

    @Override
    public short readShort() throws IOException {
        return (short) readUnsignedShort();
    }

    @Override
    public int readUnsignedShort() throws IOException {
        return readUnsignedByte() << 8 | readUnsignedByte();
    }

    @Override
    public char readChar() throws IOException {
        return (char) readUnsignedShort();
    }

    @Override
    public int readInt() throws IOException {
        return readUnsignedShort() << 16 | readUnsignedShort();
    }

    @Override
    public long readLong() throws IOException {
        return (long) readInt() << 32 | readInt() & 0xffff_ffffL;
    }

    @Override
    public float readFloat() throws IOException {
        return Float.intBitsToFloat(readInt());
    }

    @Override
    public double readDouble() throws IOException {
        return Double.longBitsToDouble(readLong());
    }

    @Override
    public void readFully(byte[] bytes) throws IOException {
        readFully(bytes, 0, bytes.length);
    }

    @Override
    public void readFully(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int read = read(bytes, offset + done, length - done);
            if (read < 0) {
                throw new EOFException();
            }
            done += read;
        }
    }

    @Override
    public int skipBytes(int count) throws IOException {
        return (int) skip(count);
    }

    /** Commands have no lines. */
    @Override
    public String readLine() {
        throw new UnsupportedOperationException("Commands have no lines");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
