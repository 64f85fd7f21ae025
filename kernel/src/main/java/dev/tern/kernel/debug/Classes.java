package dev.tern.kernel.debug;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import dev.tern.kernel.session.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The classes of cells in one worker, and which of their lines are which lines of the cells. */
final class Classes {
    /** The names of all classes of cells. */
    static final String NAMES = "REPL.$JShell$*";

    private static final Pattern OUTER = Pattern.compile("(REPL\\.\\$JShell\\$\\d+[A-Z]*)(\\$.*)?");

    private final Map<String, Origin> origins = new HashMap<>();
    private final Map<String, Set<ReferenceType>> prepared = new HashMap<>();

    /** A place in a cell. */
    record Spot(String label, int line) {}

    /** The class of a snippet that a class is, or lies within; null when it is none of a cell. */
    static @Nullable String outer(String type) {
        Matcher matcher = OUTER.matcher(type);
        return matcher.matches() ? matcher.group(1) : null;
    }

    static boolean isOfCell(ReferenceType type) {
        return outer(type.name()) != null;
    }

    synchronized void located(Origin origin) {
        origins.put(origin.type(), origin);
    }

    synchronized void prepared(ReferenceType type) {
        String outer = outer(type.name());
        if (outer != null) {
            prepared.computeIfAbsent(outer, name -> new LinkedHashSet<>()).add(type);
        }
    }

    synchronized Collection<Origin> origins() {
        return List.copyOf(origins.values());
    }

    synchronized @Nullable Origin origin(ReferenceType type) {
        return origins.get(String.valueOf(outer(type.name())));
    }

    /** Every class that has its place and can run. */
    synchronized List<ReferenceType> all() {
        List<ReferenceType> all = new ArrayList<>();
        origins.keySet().forEach(outer -> all.addAll(prepared.getOrDefault(outer, Set.of())));
        return all;
    }

    /** The classes of one snippet that can run. */
    synchronized List<ReferenceType> of(String outer) {
        return List.copyOf(prepared.getOrDefault(outer, Set.of()));
    }

    /** Where in a cell this is; its line is 0 where the compiler's wrapping made up the code. */
    @Nullable
    Spot spot(Location location) {
        Origin origin = origin(location.declaringType());
        if (origin == null) {
            return null;
        }
        int line = line(origin, location.method(), location);
        return new Spot(origin.label(), line);
    }

    /** Where each line of a cell begins in a method. */
    Map<Integer, Location> lines(Method method) {
        Map<Integer, Location> first = new TreeMap<>();
        Origin origin = origin(method.declaringType());
        if (origin != null) {
            for (Location location : locations(method)) {
                int line = line(origin, method, location);
                if (line > 0) {
                    first.putIfAbsent(line, location);
                }
            }
        }
        return first;
    }

    /** Every place of a method at which a line of the cell begins, or begins again. */
    List<Location> starts(Method method) {
        Origin origin = origin(method.declaringType());
        List<Location> starts = new ArrayList<>();
        if (origin != null) {
            int before = 0;
            for (Location location : locations(method)) {
                int line = line(origin, method, location);
                if (line > 0 && line != before) {
                    starts.add(location);
                }
                before = line;
            }
        }
        return starts;
    }

    /** The methods whose code the user wrote. */
    static List<Method> methods(ReferenceType type) {
        return type.methods().stream()
                .filter(method -> !method.isAbstract() && !method.isNative() && !method.isBridge())
                .toList();
    }

    private static int line(Origin origin, Method method, Location location) {
        Integer line = origin.lines().get(location.lineNumber());
        if (line != null) {
            return line;
        }
        if (!method.name().startsWith(Frames.STATEMENT)) {
            return 0;
        }
        if (origin.lines().isEmpty()) {
            return origin.firstLine();
        }
        // The beginning of a statement may be made up, as in "return $1 = f(x)"; what follows the last line is no
        // one's.
        Map.Entry<Integer, Integer> next = origin.lines().ceilingEntry(location.lineNumber());
        return next == null ? 0 : next.getValue();
    }

    private static List<Location> locations(Method method) {
        try {
            return method.allLineLocations().stream()
                    .sorted(Comparator.comparingLong(Location::codeIndex))
                    .toList();
        } catch (AbsentInformationException none) {
            return List.of();
        }
    }
}
