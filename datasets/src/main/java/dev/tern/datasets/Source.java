package dev.tern.datasets;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A file of the user's or one that ships here, its bytes unpacked from gzip where they are.
 *
 * @param name for messages
 * @param bytes the whole content
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record Source(String name, byte[] bytes) {

    /** A file that ships with this module. */
    static Source shipped(String path) {
        try (var in = Source.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new DataException(
                        "The data file " + path + " is not in the jar. Build the datasets module again.");
            }
            return new Source(path, unpack(in));
        } catch (IOException e) {
            throw new DataException("The data file " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A file of the user's, under its name or with .gz behind it. */
    static Source file(Path file) {
        var packed = file.resolveSibling(file.getFileName() + ".gz");
        var found = Stream.of(file, packed).filter(Files::isRegularFile).findFirst();
        if (found.isEmpty()) {
            throw new DataException("There is no file " + file.toAbsolutePath() + ", nor " + packed.getFileName()
                    + " beside it. Check the path.");
        }
        try (var in = Files.newInputStream(found.get())) {
            return new Source(found.get().toString(), unpack(in));
        } catch (IOException e) {
            throw new DataException("The data file " + found.get() + " cannot be read: " + e.getMessage(), e);
        }
    }

    static boolean exists(Path file) {
        return Files.isRegularFile(file) || Files.isRegularFile(file.resolveSibling(file.getFileName() + ".gz"));
    }

    private static byte[] unpack(InputStream raw) throws IOException {
        var in = new BufferedInputStream(raw);
        in.mark(2);
        boolean packed = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return packed ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
    }

    /** The lines of a text, a byte order mark left out. */
    List<String> lines(Charset charset) {
        var text = new String(bytes, charset);
        var lines = Arrays.asList((text.startsWith("\uFEFF") ? text.substring(1) : text).split("\r?\n", -1));
        boolean endsWithNewline = lines.get(lines.size() - 1).isEmpty();
        return endsWithNewline ? lines.subList(0, lines.size() - 1) : lines;
    }

    /** An error at a line of this file, counted from 1. */
    DataException error(int line, String message) {
        return new DataException(name + ":" + line + ": " + message);
    }
}
