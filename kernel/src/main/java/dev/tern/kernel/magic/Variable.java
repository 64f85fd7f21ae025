package dev.tern.kernel.magic;

import dev.tern.kernel.session.Session;
import java.util.List;
import jdk.jshell.Snippet;

/** A variable of the session that can be used now. */
record Variable(String name, String type) {
    /** All of them, in the order declared; with words, those whose name is one of them or whose type begins with one. */
    static List<Variable> of(Session session, List<String> words) {
        return session.analyze(shell -> shell.variables()
                .filter(variable -> shell.status(variable) == Snippet.Status.VALID
                        && !variable.name().startsWith("$"))
                .map(variable -> new Variable(variable.name(), variable.typeName()))
                .filter(variable -> words.isEmpty()
                        || words.stream()
                                .anyMatch(word -> word.equals(variable.name())
                                        || variable.type().matches("\\Q" + word + "\\E\\b.*")))
                .toList());
    }
}
