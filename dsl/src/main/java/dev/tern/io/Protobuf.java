package dev.tern.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message in protobuf's wire format being written: each field is a varint key (field number times 8 plus wire type)
 * and its value. Large contents are kept as they were given, not copied.
 */
final class Protobuf {
    private static final int VARINT = 0;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final List<byte[]> parts = new ArrayList<>();
    private ByteArrayOutputStream open = new ByteArrayOutputStream();
    private long size;

    /** A whole number. */
    Protobuf number(int field, long value) {
        varint(8L * field + VARINT);
        varint(value);
        return this;
    }

    Protobuf real(int field, float value) {
        varint(8L * field + FIXED32);
        int bits = Float.floatToIntBits(value);
        for (int shift = 0; shift < 32; shift += 8) {
            put(bits >>> shift);
        }
        return this;
    }

    Protobuf text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes, which must not change afterwards. */
    Protobuf bytes(int field, byte[] value) {
        varint(8L * field + LENGTH);
        varint(value.length);
        close();
        parts.add(value);
        size += value.length;
        return this;
    }

    /** A message inside this one, which must not change afterwards. */
    Protobuf message(int field, Protobuf inner) {
        inner.close();
        varint(8L * field + LENGTH);
        varint(inner.size);
        close();
        parts.addAll(inner.parts);
        size += inner.size;
        return this;
    }

    /** This message with the fields of another one after its own. */
    Protobuf and(Protobuf other) {
        close();
        other.close();
        parts.addAll(other.parts);
        size += other.size;
        return this;
    }

    private void varint(long value) {
        long rest = value;
        for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
            put((int) (rest & 0x7f | 0x80));
        }
        put((int) rest);
    }

    private void put(int value) {
        open.write(value);
        size++;
    }

    private void close() {
        if (open.size() > 0) {
            parts.add(open.toByteArray());
            open = new ByteArrayOutputStream();
        }
    }

    void writeTo(FileChannel channel) throws IOException {
        close();
        for (byte[] part : parts) {
            AtomicFile.writeFully(channel, ByteBuffer.wrap(part));
        }
    }
}
