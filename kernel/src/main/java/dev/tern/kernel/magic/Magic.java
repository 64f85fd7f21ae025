package dev.tern.kernel.magic;

/**
 * A command of its own, found by {@link java.util.ServiceLoader} beside the built-in ones: on the kernel's class path,
 * and in jars that {@code %maven} and {@code %classpath} add. It runs in the process that holds the sockets and the
 * compiler; {@link MagicCall} reaches the one that runs the user's code.
 */
public interface Magic {
    /** The name behind the percent sign: a letter, then letters, digits and underscores. */
    String name();

    /**
     * What a user may want to know. A usage that begins with {@code %%} allows the magic to take a whole cell, one with
     * a single {@code %} to stand on a line.
     */
    Help help();

    /** Runs it; a {@link MagicException} tells the user what was wrong and what to type instead. */
    void run(MagicCall call) throws MagicException;
}
