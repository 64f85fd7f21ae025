package dev.tern.kernel;

import java.util.List;

/**
 * What a distribution adds to a fresh session. Found by {@link java.util.ServiceLoader} in the process that
 * holds the sockets.
 */
public interface StartUp {
    /** Snippets, one complete statement or declaration each, run at start and after every restart of the worker. */
    List<String> snippets();

    /** The greeting that a console shows. */
    String banner();

    /**
     * Cells that use what most sessions use. They are run once, in a session that nobody sees, so that the JVMs can note
     * which classes to keep ready.
     */
    default List<String> rehearsal() {
        return List.of();
    }
}
