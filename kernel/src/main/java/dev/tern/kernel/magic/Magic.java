package dev.tern.kernel.magic;

/** A command of its own, found by {@link java.util.ServiceLoader} beside the built-in ones. */
public interface Magic {
    /** The name behind the percent sign. */
    String name();

    /** One line: how to call it and what it does. */
    String help();

    /** Runs it; a {@link MagicException} tells the user what was wrong and what to type instead. */
    void run(MagicCall call) throws MagicException;
}
