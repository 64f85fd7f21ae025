package dev.tern.kernel.language;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShell;
import org.jspecify.annotations.Nullable;

/** The compilers that JShell keeps ready, one for each set of options, with all they have read. */
final class KeptCompilers {
    private KeptCompilers() {}

    /**
     * The parts of this type, one of each compiler that has it.
     *
     * @param type the full name of a class of the compiler's
     * @throws ReflectiveOperationException when they cannot be reached
     */
    static List<Object> parts(JShell shell, String type) throws ReflectiveOperationException {
        List<Object> found = new ArrayList<>();
        for (Collection<Object> compilers : byOptions(pool(factory(shell))).values()) {
            for (Object compiler : compilers) {
                Map<Object, @Nullable Object> parts = Inside.get(compiler, "ht");
                for (Object part : parts.values()) {
                    if (part != null && part.getClass().getName().equals(type)) {
                        found.add(part);
                    }
                }
            }
        }
        return found;
    }

    static Object factory(JShell shell) throws ReflectiveOperationException {
        return Inside.get(shell, "taskFactory");
    }

    static Object pool(Object factory) throws ReflectiveOperationException {
        return Inside.get(factory, "javacTaskPool");
    }

    static Map<List<String>, Collection<Object>> byOptions(Object pool) throws ReflectiveOperationException {
        return Inside.get(pool, "options2Contexts");
    }
}
