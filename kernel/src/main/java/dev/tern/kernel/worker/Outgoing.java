package dev.tern.kernel.worker;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutput;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import org.jspecify.annotations.Nullable;

/**
 * Writes JShell's commands and their answers, for {@link Incoming} to read: values, and the few kinds of objects they
 * carry. Java's own serialization could carry them too, but it keeps every object it has ever seen, and compiling it
 * takes the worker 18 MB again and again. For one thread at a time; with a buffer and small methods of its own, as the
 * streams of the JDK take a lock for each byte, and a megabyte each to be compiled.
 */
public final class Outgoing extends OutputStream implements ObjectOutput {
    static final char NULL = '0';
    static final char TEXT = 't';
    static final char TEXTS = 'T';
    static final char TEXT_LIST = 'L';
    static final char FLAGS = 'f';
    static final char CLASSES = 'c';
    static final char FRAMES = 's';

    private static final int CAPACITY = 1 << 14;

    private final OutputStream out;
    private final byte[] buffer = new byte[CAPACITY];
    private int size;

    /**
     * @param out may be unbuffered
     */
    public Outgoing(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes null, a String, a String[], a list of strings, a boolean[], classes or stack frames.
     *
     * @throws NotSerializableException for anything else; nothing has been written then
     */
    @Override
    public void writeObject(@Nullable Object object) throws IOException {
        if (object == null) {
            write(NULL);
        } else if (object instanceof String text) {
            write(TEXT);
            writeUTF(text);
        } else if (object instanceof String[] texts) {
            write(TEXTS);
            texts(Arrays.asList(texts));
        } else if (object instanceof List<?> list && areTexts(list)) {
            write(TEXT_LIST);
            texts(list);
        } else if (object instanceof boolean[] flags) {
            flags(flags);
        } else if (object instanceof ClassBytecodes[] classes) {
            classes(classes);
        } else if (object instanceof StackTraceElement[] frames) {
            frames(frames);
        } else {
            throw new NotSerializableException(object.getClass().getName());
        }
    }

    // Loops, as these run for every cell: streams took an eighth of what a short cell leaves on the heap.
    private static boolean areTexts(List<?> list) {
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof String)) {
                return false;
            }
        }
        return true;
    }

    private void texts(List<?> texts) throws IOException {
        writeInt(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            writeUTF((String) texts.get(i));
        }
    }

    private void flags(boolean[] flags) throws IOException {
        write(FLAGS);
        writeInt(flags.length);
        for (boolean flag : flags) {
            writeBoolean(flag);
        }
    }

    private void classes(ClassBytecodes[] classes) throws IOException {
        write(CLASSES);
        writeInt(classes.length);
        for (ClassBytecodes each : classes) {
            writeUTF(each.name());
            writeInt(each.bytecodes().length);
            write(each.bytecodes());
        }
    }

    private void frames(StackTraceElement[] frames) throws IOException {
        write(FRAMES);
        writeInt(frames.length);
        for (StackTraceElement frame : frames) {
            frame(frame);
        }
    }

    /** A frame names its class loader and the version of its module only where its text does. */
    private void frame(StackTraceElement frame) throws IOException {
        String shown = frame.toString();
        String loader = frame.getClassLoaderName();
        String module = frame.getModuleName();
        String version = frame.getModuleVersion();
        optional(loader != null && shown.startsWith(loader + "/") ? loader : null);
        optional(module);
        optional(module != null && version != null && shown.contains(module + "@" + version + "/") ? version : null);
        writeUTF(frame.getClassName());
        writeUTF(frame.getMethodName());
        optional(frame.getFileName());
        writeInt(frame.getLineNumber());
    }

    private void optional(@Nullable String text) throws IOException {
        writeBoolean(text != null);
        if (text != null) {
            writeUTF(text);
        }
    }

    /** Writes text of any length, and with halves of characters, which no encoding has: not in the form of the JDK. */
    @Override
    public void writeUTF(String text) throws IOException {
        boolean wide = isWide(text);
        writeBoolean(wide);
        writeInt(text.length());
        if (wide) {
            writeChars(text);
        } else {
            writeBytes(text);
        }
    }

    private static boolean isWide(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void writeBytes(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            write(text.charAt(i));
        }
    }

    @Override
    public void writeChars(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            writeChar(text.charAt(i));
        }
    }

    @Override
    public void write(int value) throws IOException {
        if (size == CAPACITY) {
            pass();
        }
        buffer[size++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > CAPACITY - size) {
            pass();
            if (length > CAPACITY) {
                out.write(bytes, offset, length);
                return;
            }
        }
        System.arraycopy(bytes, offset, buffer, size, length);
        size += length;
    }

    @Override
    public void writeBoolean(boolean value) throws IOException {
        write(value ? 1 : 0);
    }

    @Override
    public void writeByte(int value) throws IOException {
        write(value);
    }

    @Override
    public void writeShort(int value) throws IOException {
        write(value >> 8);
        write(value);
    }

    @Override
    public void writeChar(int value) throws IOException {
        writeShort(value);
    }

    @Override
    public void writeInt(int value) throws IOException {
        writeShort(value >> 16);
        writeShort(value);
    }

    @Override
    public void writeLong(long value) throws IOException {
        writeInt((int) (value >> 32));
        writeInt((int) value);
    }

    @Override
    public void writeFloat(float value) throws IOException {
        writeInt(Float.floatToIntBits(value));
    }

    @Override
    public void writeDouble(double value) throws IOException {
        writeLong(Double.doubleToLongBits(value));
    }

    @Override
    public void flush() throws IOException {
        pass();
        out.flush();
    }

    private void pass() throws IOException {
        out.write(buffer, 0, size);
        size = 0;
    }

    @Override
    public void close() throws IOException {
        flush();
        out.close();
    }
}
