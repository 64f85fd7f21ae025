package dev.tern.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads one file, trusting nothing in it before it is checked. */
final class SafetensorsReader {

    private static final String AGAIN = "The file is cut short or damaged: download it or save it again.";
    private static final String FOREIGN = "See that it is a safetensors file; if it is, download it or save it again.";

    private final Path file;
    private final FileChannel channel;
    private final long fileSize;

    SafetensorsReader(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.fileSize = channel.size();
    }

    SafetensorsFile read() throws IOException {
        if (fileSize < 8) {
            throw corrupt("it has " + fileSize + " bytes, too few for the length of a header", fileSize, AGAIN);
        }
        long length = bytes(0, 8).getLong();
        if (length < 0 || length > Safetensors.LONGEST_HEADER) {
            throw corrupt("it asks for a header of " + Long.toUnsignedString(length) + " bytes", 0, FOREIGN);
        }
        long dataStart = 8 + length;
        if (dataStart > fileSize) {
            throw corrupt("its header should end at byte " + dataStart + ", but the file ends before", fileSize, AGAIN);
        }
        Header header = new HeaderParser(file, bytes(8, (int) length)).parse();
        checkOffsets(header, dataStart);

        SortedMap<String, StoredTensor> tensors = new TreeMap<>();
        for (Header.Entry entry : header.entries()) {
            ByteBuffer data = bytes(dataStart + entry.from(), (int) (entry.to() - entry.from()));
            long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
            tensors.put(entry.name(), StoredTensor.of(entry.type(), data, shape));
        }
        SortedMap<String, String> metadata = header.metadata();
        String written = metadata.remove(Safetensors.CHECKSUM);
        if (written != null && !written.equals(Checksum.of(tensors, metadata))) {
            throw corrupt(
                    "its content does not match the checksum it carries (metadata " + Safetensors.CHECKSUM + ")",
                    8,
                    "It was changed after it was written: copy it again from where it came, or save the model again.");
        }
        return new SafetensorsFile(file, fileSize, tensors, metadata, written != null);
    }

    /** The arrays must tile the data exactly, and each must be as long as its type and shape say. */
    private void checkOffsets(Header header, long dataStart) {
        long expected = 0;
        List<Header.Entry> inOrder = header.entries().stream()
                .sorted(Comparator.comparingLong(Header.Entry::from).thenComparingLong(Header.Entry::to))
                .toList();
        for (Header.Entry entry : inOrder) {
            String tensor = "tensor \"" + entry.name() + "\" ";
            if (entry.from() > entry.to()) {
                throw corrupt(tensor + "ends before it starts", dataStart, AGAIN);
            }
            long size = entry.to() - entry.from();
            if (entry.to() > fileSize - dataStart) {
                throw corrupt(
                        tensor + "should end " + entry.to() + " bytes into the data, which has only "
                                + (fileSize - dataStart),
                        fileSize,
                        AGAIN);
            }
            if (entry.from() != expected) {
                String how = entry.from() < expected ? "overlaps the one before it" : "leaves a hole before it";
                throw corrupt(tensor + how, dataStart + Math.min(entry.from(), expected), AGAIN);
            }
            long wanted = StoredTensor.byteSize(entry.type(), entry.shape());
            if (entry.type().isKnown() && wanted != size) {
                throw corrupt(
                        tensor + "of type " + entry.type() + " and shape " + entry.shape() + " cannot have " + size
                                + " bytes",
                        dataStart + entry.from(),
                        AGAIN);
            }
            if (size > Integer.MAX_VALUE - 8) {
                throw corrupt(
                        tensor + "has " + size + " bytes, more than this reader can hold in one array",
                        dataStart + entry.from(),
                        "Split it into tensors below 2 GiB.");
            }
            expected = entry.to();
        }
        if (expected != fileSize - dataStart) {
            throw corrupt(
                    "no tensor owns the last " + (fileSize - dataStart - expected) + " bytes",
                    dataStart + expected,
                    AGAIN);
        }
    }

    private ByteBuffer bytes(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw corrupt("it ended while it was read", position + buffer.position(), AGAIN);
            }
        }
        return buffer.flip();
    }

    private CorruptFileException corrupt(String problem, long offset, String remedy) {
        return new CorruptFileException(file, problem, offset, remedy);
    }
}
