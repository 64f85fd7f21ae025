package dev.tern.kernel.magic;

import dev.tern.kernel.session.Session;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * What libraries bring along beside their classes: magics, named in {@value #MAGICS} of a jar, and a snippet to run
 * when the jar is added, in {@value #START_UP}.
 */
final class Extensions {
    static final String MAGICS = "META-INF/services/dev.tern.kernel.magic.Magic";
    static final String START_UP = "META-INF/tern/startup.jsh";

    private final Session session;
    private final Registry registry;
    private final Map<String, String> startUps = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Set<Path> searched = new LinkedHashSet<>();

    Extensions(Session session, Registry registry) {
        this.session = session;
        this.registry = registry;
    }

    /** Puts files on the class path and takes over their magics. Returns those that are new. */
    List<Path> add(MagicCall call, List<Path> paths) {
        Set<Path> there = new LinkedHashSet<>();
        session.classPath()
                .forEach(element -> there.add(Path.of(element).toAbsolutePath().normalize()));
        List<Path> fresh = paths.stream()
                .map(path -> path.toAbsolutePath().normalize())
                .filter(path -> !there.contains(path))
                .distinct()
                .toList();
        session.addToClassPath(fresh);
        List<String> names = register(fresh, call);
        if (!names.isEmpty()) {
            call.print("new magics: " + String.join(", ", names));
        }
        return fresh;
    }

    /** Runs the start-up snippets of these files. Whether all ended well; if not, that is how the magic ends. */
    boolean start(MagicCall call, List<Path> paths) {
        for (Path path : paths) {
            String code = read(path, START_UP);
            if (code != null && !code.isBlank()) {
                String label = path.getFileName() + "!/" + START_UP;
                startUps.put(label, code);
                if (!call.runCell(label, code)) {
                    call.nameFailure(label);
                    return false;
                }
            }
        }
        return true;
    }

    /** Runs all start-up snippets again, after the session has forgotten them. */
    boolean startAgain(MagicCall call) {
        return List.copyOf(startUps.entrySet()).stream().allMatch(each -> call.runCell(each.getKey(), each.getValue()));
    }

    /** Takes over the magics of jars that were on the class path from the start. */
    synchronized void searchClassPath() {
        List<Path> unseen = session.classPath().stream()
                .map(element -> Path.of(element).toAbsolutePath().normalize())
                .filter(path -> !searched.contains(path))
                .toList();
        register(unseen, null);
    }

    private synchronized List<String> register(List<Path> paths, @Nullable MagicCall call) {
        List<Path> bearers = paths.stream()
                .filter(path -> searched.add(path) && read(path, MAGICS) != null)
                .toList();
        List<String> names = new ArrayList<>();
        if (bearers.isEmpty()) {
            return names;
        }
        // Magics live as long as the session, and with them the loader of their classes.
        @SuppressWarnings("resource")
        URLClassLoader loader = new URLClassLoader("magics", urls(), Magics.class.getClassLoader());
        try {
            ServiceLoader.load(Magic.class, loader).stream()
                    .filter(provider -> provider.type().getClassLoader() == loader)
                    .forEach(provider -> {
                        Magic magic = provider.get();
                        if (registry.add(magic)) {
                            names.add("%" + magic.name());
                        }
                    });
        } catch (ServiceConfigurationError | LinkageError | RuntimeException broken) {
            String message = "A magic in " + bearers + " could not be loaded: " + broken + "\n";
            if (call == null) {
                System.err.print(message);
            } else {
                call.error(message);
            }
        }
        return names;
    }

    private URL[] urls() {
        return session.classPath().stream()
                .map(element -> {
                    try {
                        return new File(element).toURI().toURL();
                    } catch (MalformedURLException impossible) {
                        throw new IllegalStateException(impossible);
                    }
                })
                .toArray(URL[]::new);
    }

    /** The content of a file within a jar or folder; null when it has none. */
    private static @Nullable String read(Path path, String name) {
        try {
            if (Files.isDirectory(path)) {
                Path file = path.resolve(name);
                return Files.isRegularFile(file) ? Files.readString(file) : null;
            }
            if (!Files.isRegularFile(path)) {
                return null;
            }
            try (ZipFile jar = new ZipFile(path.toFile())) {
                ZipEntry entry = jar.getEntry(name);
                return entry == null
                        ? null
                        : new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException broken) {
            return null;
        }
    }
}
