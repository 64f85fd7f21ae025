package dev.tern.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files written whole or not at all: to a temporary neighbour first, then moved into place. */
public final class AtomicFile {

    /** Writes the contents of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes everything to the channel, which is closed by the caller. */
        void writeTo(FileChannel channel) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Replaces the file, or leaves it as it was when anything goes wrong. Missing folders are made.
     *
     * @throws UncheckedIOException when it cannot be written, saying why
     */
    public static void write(Path file, Content content) {
        Path target = file.toAbsolutePath();
        Path part = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            Files.createDirectories(target.getParent());
            try {
                try (FileChannel channel =
                        FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                    content.writeTo(channel);
                    channel.force(true);
                }
                move(part, target);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Could not write " + file + ": " + reason(e) + ". Nothing was changed; see that the folder"
                            + " exists, may be written to and has room.",
                    e);
        }
    }

    /** Replaces the file by these bytes. */
    public static void write(Path file, byte[] bytes) {
        write(file, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
    }

    /** Writes everything the buffer has left. */
    static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void move(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** What an exception of the file system means: its message is often the bare path. */
    static String reason(IOException e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        String words = kind.isEmpty() || kind.equals("IO") ? "" : kind.toLowerCase(java.util.Locale.ROOT);
        return words.isEmpty() ? String.valueOf(e.getMessage()) : words + ", " + e.getMessage();
    }
}
