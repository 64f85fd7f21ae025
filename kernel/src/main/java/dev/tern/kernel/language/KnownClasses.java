package dev.tern.kernel.language;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import jdk.jshell.JShell;
import org.jspecify.annotations.Nullable;

/**
 * The classes that a compiler knows, by name. After each of its tasks, several in a cell, JShell goes through all of them
 * to forget the two or three that are snippets: with the packages of a session's imports these are thousands, and a fifth
 * of a short cell's time. This table shows it those of snippets alone.
 *
 * <p>From JDK 17 to 25 nothing else asks the compiler for the values of this table; on a later one it stays as it is.
 */
@SuppressWarnings("serial") // Nothing writes it.
public final class KnownClasses extends HashMap<Object, Map<?, ?>> {
    private static final int NEWEST_JDK = 25;
    private static final String SNIPPETS = "REPL.";

    private final Map<Object, Map<?, ?>> snippets = new HashMap<>();

    KnownClasses(Map<Object, Map<?, ?>> known) {
        super(known);
        known.forEach(this::note);
    }

    /** Sees to it that every compiler of a shell has such a table. */
    public static final class Keeper {
        private final JShell shell;
        private @Nullable Object lastPool;
        private int lastMade;

        public Keeper(JShell shell) {
            this.shell = shell;
        }

        /**
         * Looks after those made since the last time; the caller has the compiler.
         *
         * @throws ReflectiveOperationException when they cannot be reached
         */
        public void look() throws ReflectiveOperationException {
            if (Runtime.version().feature() > NEWEST_JDK) {
                return;
            }
            Object pool = KeptCompilers.pool(KeptCompilers.factory(shell));
            int made = Inside.get(pool, "statNew");
            if (pool == lastPool && made == lastMade) {
                return;
            }
            for (Object symbols : KeptCompilers.parts(shell, "com.sun.tools.javac.code.Symtab")) {
                Map<Object, Map<?, ?>> known = Inside.get(symbols, "classes");
                if (!(known instanceof KnownClasses)) {
                    Inside.set(symbols, "classes", new KnownClasses(known));
                }
            }
            lastPool = pool;
            lastMade = made;
        }
    }

    @Override
    public Map<?, ?> computeIfAbsent(Object name, Function<? super Object, ? extends Map<?, ?>> maker) {
        Map<?, ?> classes = get(name);
        if (classes == null) {
            classes = maker.apply(name);
            put(name, classes);
        }
        return classes;
    }

    @Override
    public Map<?, ?> put(Object name, Map<?, ?> classes) {
        note(name, classes);
        return super.put(name, classes);
    }

    private void note(Object name, Map<?, ?> classes) {
        if (name.toString().startsWith(SNIPPETS)) {
            snippets.put(name, classes);
        }
    }

    /** Those of snippets. What was forgotten is let go of here. */
    @Override
    public Collection<Map<?, ?>> values() {
        List<Object> forgotten = new ArrayList<>();
        snippets.forEach((name, classes) -> {
            if (classes.isEmpty()) {
                forgotten.add(name);
            }
        });
        forgotten.forEach(snippets::remove);
        forgotten.forEach(this::remove);
        return snippets.values();
    }
}
