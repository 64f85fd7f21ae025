package dev.tern.kernel.session;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a session's class path has beyond the worker's own: every later worker gets it, too. */
final class AddedPaths {
    private final Set<String> paths = new LinkedHashSet<>();

    /** Makes jars and folders usable in an instance at once; the caller has its compiler. */
    void add(List<Path> wanted, Instance now) {
        List<String> fresh = wanted.stream()
                .map(path -> path.toAbsolutePath().toString())
                .filter(paths::add)
                .toList();
        if (!fresh.isEmpty()) {
            now.shell().addToClasspath(String.join(File.pathSeparator, fresh));
            now.scope().library().forget();
        }
    }

    Set<String> all() {
        return paths;
    }

    /** The worker's own class path, then what was added. */
    List<String> behind(String own) {
        List<String> all = new ArrayList<>(List.of(own.split(File.pathSeparator)));
        all.addAll(paths);
        return all;
    }
}
