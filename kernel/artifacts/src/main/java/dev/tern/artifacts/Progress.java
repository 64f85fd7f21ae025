package dev.tern.artifacts;

/** Hears how far a download has come. Called from the resolver's own threads, several files at a time. */
@FunctionalInterface
public interface Progress {

    /**
     * One file has come further. A {@link java.util.concurrent.CancellationException} thrown here ends its download,
     * and nothing of it is kept.
     *
     * @param file the file's name, without its folder
     * @param done bytes received so far
     * @param total bytes of the whole file, or -1 when the repository does not say
     */
    void advanced(String file, long done, long total);

    /** Tells nobody. */
    static Progress silent() {
        return (file, done, total) -> {};
    }
}
