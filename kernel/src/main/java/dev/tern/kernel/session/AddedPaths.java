package dev.tern.kernel.session;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jdk.jshell.JShell;

/** What a session's class path has beyond the worker's own: every later worker gets it, too. */
final class AddedPaths {
    private volatile List<String> paths = List.of();

    /** Makes jars and folders usable in an instance at once; the caller has its compiler. */
    void add(List<Path> wanted, Instance now) {
        Set<String> all = new LinkedHashSet<>(paths);
        List<String> fresh = wanted.stream()
                .map(path -> path.toAbsolutePath().toString())
                .filter(all::add)
                .toList();
        if (!fresh.isEmpty()) {
            paths = List.copyOf(all);
            now.shell().addToClasspath(String.join(File.pathSeparator, fresh));
            now.scope().library().forget();
        }
    }

    /** Makes usable in a new compiler and its worker what was added before. */
    void in(JShell shell) {
        List<String> all = paths;
        if (!all.isEmpty()) {
            shell.addToClasspath(String.join(File.pathSeparator, all));
        }
    }

    /** The worker's own class path, then what was added. */
    List<String> behind(String own) {
        List<String> all = new ArrayList<>(List.of(own.split(File.pathSeparator)));
        all.addAll(paths);
        return all;
    }
}
