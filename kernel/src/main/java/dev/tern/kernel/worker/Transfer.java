package dev.tern.kernel.worker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import org.jspecify.annotations.Nullable;

/**
 * How the few kinds of objects that JShell's commands carry are written and read. Java's own serialization could carry
 * them too, but it keeps every object it has ever seen, and compiling it takes the worker 18 MB again and again.
 */
public final class Transfer {
    private static final char NULL = '0';
    private static final char TEXT = 't';
    private static final char TEXTS = 'T';
    private static final char TEXT_LIST = 'L';
    private static final char FLAGS = 'f';
    private static final char CLASSES = 'c';
    private static final char FRAMES = 's';

    private Transfer() {}

    /** Writes values and objects. */
    public static final class Output extends DataOutputStream implements ObjectOutput {
        public Output(OutputStream out) {
            super(out);
        }

        /**
         * Writes null, a String, a String[], a list of strings, a boolean[], classes or stack frames.
         *
         * @throws NotSerializableException for anything else; nothing has been written then
         */
        @Override
        public void writeObject(@Nullable Object object) throws IOException {
            if (object == null) {
                writeByte(NULL);
            } else if (object instanceof String text) {
                writeByte(TEXT);
                text(text);
            } else if (object instanceof String[] texts) {
                writeByte(TEXTS);
                texts(List.of(texts));
            } else if (object instanceof List<?> list && areTexts(list)) {
                writeByte(TEXT_LIST);
                texts(list);
            } else if (object instanceof boolean[] flags) {
                writeByte(FLAGS);
                writeInt(flags.length);
                for (boolean flag : flags) {
                    writeBoolean(flag);
                }
            } else if (object instanceof ClassBytecodes[] classes) {
                writeByte(CLASSES);
                writeInt(classes.length);
                for (ClassBytecodes each : classes) {
                    text(each.name());
                    writeInt(each.bytecodes().length);
                    write(each.bytecodes());
                }
            } else if (object instanceof StackTraceElement[] frames) {
                writeByte(FRAMES);
                writeInt(frames.length);
                for (StackTraceElement frame : frames) {
                    frame(frame);
                }
            } else {
                throw new NotSerializableException(object.getClass().getName());
            }
        }

        // Loops, as these run for every cell: streams took an eighth of what a short cell leaves on the heap.
        private static boolean areTexts(List<?> list) {
            for (Object each : list) {
                if (!(each instanceof String)) {
                    return false;
                }
            }
            return true;
        }

        private static boolean isWide(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) > 0xff) {
                    return true;
                }
            }
            return false;
        }

        private void texts(List<?> texts) throws IOException {
            writeInt(texts.size());
            for (Object each : texts) {
                text((String) each);
            }
        }

        /** Of any length, and with halves of characters, which no encoding has. */
        private void text(String text) throws IOException {
            boolean wide = isWide(text);
            writeBoolean(wide);
            writeInt(text.length());
            if (wide) {
                writeChars(text);
            } else {
                writeBytes(text);
            }
        }

        private void optional(@Nullable String text) throws IOException {
            writeBoolean(text != null);
            if (text != null) {
                text(text);
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
            optional(
                    module != null && version != null && shown.contains(module + "@" + version + "/") ? version : null);
            text(frame.getClassName());
            text(frame.getMethodName());
            optional(frame.getFileName());
            writeInt(frame.getLineNumber());
        }
    }

    /** Reads what {@link Output} wrote. */
    public static final class Input extends DataInputStream implements ObjectInput {
        public Input(InputStream in) {
            super(in);
        }

        @Override
        public @Nullable Object readObject() throws IOException {
            int kind = readByte();
            return switch (kind) {
                case NULL -> null;
                case TEXT -> text();
                case TEXTS -> texts().toArray(String[]::new);
                case TEXT_LIST -> texts();
                case FLAGS -> {
                    boolean[] flags = new boolean[readInt()];
                    for (int i = 0; i < flags.length; i++) {
                        flags[i] = readBoolean();
                    }
                    yield flags;
                }
                case CLASSES -> {
                    ClassBytecodes[] classes = new ClassBytecodes[readInt()];
                    for (int i = 0; i < classes.length; i++) {
                        classes[i] = new ClassBytecodes(text(), bytes(readInt()));
                    }
                    yield classes;
                }
                case FRAMES -> {
                    StackTraceElement[] frames = new StackTraceElement[readInt()];
                    for (int i = 0; i < frames.length; i++) {
                        frames[i] = frame();
                    }
                    yield frames;
                }
                default -> throw new StreamCorruptedException("No kind of object starts with " + kind);
            };
        }

        private List<String> texts() throws IOException {
            int size = readInt();
            List<String> texts = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                texts.add(text());
            }
            return texts;
        }

        private String text() throws IOException {
            boolean wide = readBoolean();
            int length = readInt();
            if (!wide) {
                return new String(bytes(length), StandardCharsets.ISO_8859_1);
            }
            char[] text = new char[length];
            for (int i = 0; i < length; i++) {
                text[i] = readChar();
            }
            return new String(text);
        }

        private byte[] bytes(int length) throws IOException {
            byte[] bytes = new byte[length];
            readFully(bytes);
            return bytes;
        }

        private @Nullable String optional() throws IOException {
            return readBoolean() ? text() : null;
        }

        private StackTraceElement frame() throws IOException {
            return new StackTraceElement(optional(), optional(), optional(), text(), text(), optional(), readInt());
        }
    }
}
