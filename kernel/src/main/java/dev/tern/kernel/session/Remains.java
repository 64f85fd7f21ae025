package dev.tern.kernel.session;

import dev.tern.kernel.language.CompilerRemains;
import dev.tern.kernel.language.Inside;
import dev.tern.kernel.language.KnownClasses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;

/**
 * What JShell keeps of snippets that have no further part in the session: expressions and statements that have run,
 * and declarations that were replaced, dropped or refused. Each takes 9 KB, with all imports in front of its source
 * twice, and every later compilation goes through them all. JShell never lets go of them, so this reaches
 * {@link Inside} it; where it cannot, they stay.
 */
final class Remains {
    /** The newest remain: other code may still be in the midst of them. */
    static final int KEPT = 50;

    private static final Predicate<String> OUTLIVES = Pattern.compile(
                    "->|::|\\bnew\\s[^;{]*\\{|\\b(class|record|enum|interface)\\s")
            .asPredicate();

    private static final int CELLS_BETWEEN = 25;
    private static final byte[] NOTHING = {};

    private final JShell shell;
    private final KnownClasses.Keeper known;
    private final Set<String> replaced = new LinkedHashSet<>();
    private final Set<String> shortened = new HashSet<>();
    private final Map<Integer, String> blank = new HashMap<>();
    private int cells;

    Remains(JShell shell) {
        this.shell = shell;
        known = new KnownClasses.Keeper(shell);
    }

    /** A cell has ended; the caller has the compiler. */
    void cellEnded() {
        hasten();
        if (++cells % CELLS_BETWEEN == 0) {
            clear();
        }
    }

    /** Compilers made since the last time: what they do after each task takes less time from now on. */
    void hasten() {
        try {
            known.look();
        } catch (ReflectiveOperationException shut) {
            // Another JDK, or started without the flag: time is all it costs.
        }
    }

    /** Lets go of all but the newest; the caller has the compiler. */
    void clear() {
        try {
            Object maps = Inside.get(shell, "maps");
            Set<Snippet> snippets = Inside.get(maps, "snippets");
            List<Snippet> slots = Inside.get(maps, "keyIndexToSnippet");
            Map<String, Set<Integer>> dependencies = Inside.get(maps, "dependencies");
            Map<String, Object> outers = Inside.get(Inside.get(shell, "outerMap"), "classOuters");
            Map<String, Object> tracked = Inside.get(Inside.get(shell, "classTracker"), "map");
            Map<String, ?> classFiles =
                    Inside.get(Inside.get(Inside.get(shell, "taskFactory"), "fileManager"), "classObjects");
            forget(oldest(snippets), snippets, slots, dependencies);
            for (String name : replaced(snippets, outers)) {
                Object outer = Objects.requireNonNull(outers.get(name));
                if (mayRunAgain(outer)) {
                    shorten(Inside.get(outer, "w"));
                    shortened.add(name);
                } else {
                    outers.remove(name);
                }
                classFiles.keySet().removeIf(file -> isOf(file, "REPL." + name));
                // That they were loaded stays known: a declaration after a drop takes up their names.
                Object loaded = tracked.get("REPL." + name);
                if (loaded != null) {
                    Inside.set(loaded, "currentBytes", NOTHING);
                    Inside.set(loaded, "loadedBytes", NOTHING);
                }
            }
            CompilerRemains.clear(shell);
        } catch (ReflectiveOperationException shut) {
            // Another JDK, or started without the flag: memory is all it costs.
        }
    }

    private List<Snippet> oldest(Collection<Snippet> snippets) {
        List<Snippet> finished = new ArrayList<>();
        for (Snippet snippet : snippets) {
            if (isFinished(snippet)) {
                finished.add(snippet);
            }
        }
        return finished.subList(0, Math.max(0, finished.size() - KEPT));
    }

    private boolean isFinished(Snippet snippet) {
        Kind kind = snippet.kind();
        return kind == Kind.EXPRESSION
                || kind == Kind.STATEMENT
                || kind == Kind.ERRONEOUS
                || !shell.status(snippet).isActive();
    }

    private static void forget(
            List<Snippet> finished,
            Set<Snippet> snippets,
            List<Snippet> slots,
            Map<String, Set<Integer>> dependencies) {
        Set<Integer> freed = new HashSet<>();
        for (Snippet snippet : finished) {
            snippets.remove(snippet);
            int slot = slots.indexOf(snippet);
            if (slot >= 0) {
                slots.set(slot, null);
                freed.add(slot);
            }
        }
        dependencies.values().forEach(dependents -> dependents.removeAll(freed));
        dependencies.values().removeIf(Set::isEmpty);
    }

    /** The classes that are no snippet's any more, all but the newest. */
    private List<String> replaced(Set<Snippet> snippets, Map<String, Object> outers)
            throws ReflectiveOperationException {
        Set<Object> inForce = new HashSet<>();
        for (Snippet snippet : snippets) {
            Object outer = Inside.get(snippet, "outer");
            if (outer != null) {
                inForce.add(outer);
            }
        }
        outers.forEach((name, outer) -> {
            if (!inForce.contains(outer) && !shortened.contains(name)) {
                replaced.add(name);
            }
        });
        List<String> names = new ArrayList<>(replaced);
        List<String> oldest = names.subList(0, Math.max(0, names.size() - KEPT));
        oldest.forEach(replaced::remove);
        return oldest;
    }

    /** A lambda or an object made there may be called at any time, and its frames are to name the cell. */
    private static boolean mayRunAgain(Object outer) throws ReflectiveOperationException {
        Map<?, Snippet> wrapped = Inside.get(outer, "wrapToSnippet");
        return wrapped.values().stream().map(Snippet::source).anyMatch(OUTLIVES);
    }

    /** Takes the imports out of a text that is only asked for the lines of its snippets any more. */
    private void shorten(Object text) throws ReflectiveOperationException {
        Object[] parts = Inside.get(text, "os");
        if (parts[0] instanceof String head) {
            // JShell does not count a line that ends at once.
            int lines = (int) head.chars().filter(c -> c == '\n').count();
            parts[0] = blank.computeIfAbsent(lines, count -> " " + "\n".repeat(count));
        }
        Inside.set(text, "wrapped", "");
    }

    /** Whether this is the class or one inside it. */
    private static boolean isOf(String file, String type) {
        return file.startsWith(type) && (file.length() == type.length() || file.charAt(type.length()) == '$');
    }
}
