package dev.tern.io;

import java.nio.file.Path;

/** A file is not what its name promises: cut short, changed, or of another format. */
public final class CorruptFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final long offset;

    /**
     * @param file which file
     * @param problem what is wrong, as a sentence without its full stop
     * @param offset the byte from the start of the file where it shows
     * @param remedy what to do about it, as a sentence
     */
    public CorruptFileException(Path file, String problem, long offset, String remedy) {
        super(file + ": " + problem + " (at byte " + offset + "). " + remedy);
        this.file = file;
        this.offset = offset;
    }

    /** The file that was read. */
    public Path file() {
        return file;
    }

    /** The byte, from the start of the file, where the problem shows. */
    public long offset() {
        return offset;
    }
}
