package dev.tern.kernel.language;

import jdk.jshell.JShell;

/** What code of the session can see: the session's own declarations, and the types of the class path. */
public record Scope(JShell shell, Library library, TypeIndex index) {
    /** Waits until JShell knows every type by its simple name. */
    void awaitIndex() {
        index.await(shell);
    }
}
