package dev.tern.kernel.jvm;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * The archives of loaded classes for the class paths of a kernel under the running JDK. They stand beside the folder of the jars, or
 * in the user's cache when there is no writing there. The JVM itself checks an archive against its own version and the
 * jars, and starts without one that does not fit; what is looked at here decides when one must be made again.
 */
public final class Archives {
    /** The file that says what the archives beside it were made from; written last, removed first. */
    static final String LABEL = "made.properties";

    /** The file that says which jars have which packages. */
    static final String PACKAGES = "packages";

    static final String STATE = "state";
    static final String CLASS_PATH = "classPath";
    static final String JAVA_HOME = "javaHome";
    private static final String FOLDER = "archive";

    private final ClassPaths paths;
    private final List<Path> jars;
    private final List<Path> folders;

    private Archives(ClassPaths paths, List<Path> jars, Path cache) {
        this.paths = paths;
        this.jars = jars;
        String place = Fingerprint.place(paths);
        List<Path> found = new ArrayList<>();
        Path lib = jars.get(0).getParent();
        if (lib != null && lib.getParent() != null && jars.stream().allMatch(jar -> lib.equals(jar.getParent()))) {
            found.add(lib.resolveSibling(FOLDER).resolve(place));
        }
        found.add(cache.resolve(place));
        this.folders = List.copyOf(found);
    }

    /**
     * The archives for these class paths; empty when they cannot have any, because one of their elements is no jar or the
     * JVM is not HotSpot.
     */
    public static Optional<Archives> of(ClassPaths paths) {
        return of(paths, UserCache.ofSystem().archives());
    }

    static Optional<Archives> of(ClassPaths paths, Path cache) {
        String machine = System.getProperty("java.vm.name", "");
        List<Path> jars = Arrays.stream(paths.cells().split(File.pathSeparator))
                .map(Path::of)
                .toList();
        boolean possible = (machine.contains("OpenJDK") || machine.contains("HotSpot"))
                && jars.stream()
                        .allMatch(jar -> jar.isAbsolute()
                                && jar.toString().toLowerCase(Locale.ROOT).endsWith(".jar"));
        return possible ? Optional.of(new Archives(paths, jars, cache)) : Optional.empty();
    }

    /** The flags of a JVM that is started now: none when there is no archive for it or it is out of date. */
    public List<String> flags(Role role) {
        for (Path folder : folders) {
            if (isFresh(folder)) {
                return use(folder, role);
            }
        }
        return List.of();
    }

    /** The flags for a command that is written down: they name the archive beside the jars whether or not it exists. */
    public List<String> lastingFlags(Role role) {
        return use(folders.get(0), role);
    }

    /** The flags of a worker that is to note which classes it loads. */
    public static List<String> noteFlags(Path notes) {
        return technique(Role.WORKER).note(notes);
    }

    /** Whether all is there and made from just these jars by just this JDK. */
    public boolean areFresh() {
        return folders.stream().anyMatch(this::isFresh);
    }

    /** Which jars have which packages; empty when that was not noted or a jar has changed since. */
    public Optional<Packages> packages() {
        return folders.stream()
                .flatMap(folder -> Packages.read(folder.resolve(PACKAGES), paths.cells()).stream())
                .findFirst();
    }

    /** Whether another process seems to be at it. */
    boolean areBeingMade() {
        return folders.stream().anyMatch(OldArchives::isInWork);
    }

    ClassPaths paths() {
        return paths;
    }

    static Technique technique(Role role) {
        return Technique.of(Runtime.version().feature(), role);
    }

    /** The name of a role's archive. */
    static String fileName(Role role) {
        return technique(role).fileName(role);
    }

    /** The first of the possible folders that can be written to, made if necessary. */
    Path writableFolder() throws IOException {
        IOException refused = null;
        for (Path folder : folders) {
            try {
                Files.createDirectories(folder);
                if (Files.isWritable(folder)) {
                    return folder;
                }
            } catch (IOException failed) {
                refused = failed;
            }
        }
        throw refused == null ? new IOException("There is no writing to " + folders) : refused;
    }

    /** What to write on the label of the archives in a folder. */
    Properties label(Path folder) throws IOException {
        Properties label = new Properties();
        label.setProperty(STATE, Fingerprint.state(jars));
        label.setProperty(CLASS_PATH, paths.cells());
        label.setProperty(JAVA_HOME, System.getProperty("java.home"));
        label.setProperty(PACKAGES, Boolean.toString(Files.isRegularFile(folder.resolve(PACKAGES))));
        for (Role role : Role.values()) {
            label.setProperty(role.fileName(), Long.toString(Files.size(folder.resolve(fileName(role)))));
        }
        return label;
    }

    private boolean isFresh(Path folder) {
        Path file = folder.resolve(LABEL);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            return read(file).equals(label(folder));
        } catch (IOException | IllegalArgumentException broken) {
            return false;
        }
    }

    static Properties read(Path file) throws IOException {
        Properties label = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            label.load(reader);
        }
        return label;
    }

    private List<String> use(Path folder, Role role) {
        // A JVM that finds the archive unfit says so on its output, where a user could only wonder at it.
        return List.of("-Xlog:disable", technique(role).use(folder.resolve(fileName(role))));
    }
}
