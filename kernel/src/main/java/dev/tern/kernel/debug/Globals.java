package dev.tern.kernel.debug;

import com.sun.jdi.Field;
import com.sun.jdi.ReferenceType;
import dev.tern.kernel.session.Session;
import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.VarSnippet;

/** The variables of the session: static fields of the classes that the compiler makes of snippets. */
final class Globals {
    private record Variable(String name, String type, String holder) {}

    private Globals() {}

    /** Those that have a value by now, in the order declared. */
    static List<Named> of(Session session, Target target) {
        List<Named> found = new ArrayList<>();
        for (Variable variable : session.analyze(Globals::declared)) {
            for (ReferenceType type : target.machine().classesByName(variable.holder())) {
                Field field = type.fieldByName(variable.name());
                if (field != null && type.isPrepared()) {
                    found.add(new Named(variable.name(), type.getValue(field), variable.type(), variable.name()));
                }
            }
        }
        return found;
    }

    private static List<Variable> declared(JShell shell) {
        return shell.variables()
                .filter(variable -> shell.status(variable) == Snippet.Status.VALID
                        && !variable.name().startsWith("$"))
                .map(variable -> new Variable(variable.name(), variable.typeName(), holder(shell, variable)))
                .toList();
    }

    private static String holder(JShell shell, VarSnippet variable) {
        return shell.sourceCodeAnalysis().wrapper(variable).fullClassName();
    }
}
