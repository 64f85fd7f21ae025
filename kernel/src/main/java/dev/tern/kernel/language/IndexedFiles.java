package dev.tern.kernel.language;

import dev.tern.kernel.jvm.Packages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * A compiler's files, of which a package is looked for only in the jars known to have it. The compiler's own manager
 * looks into every element of the class path, and so opens every jar.
 */
public final class IndexedFiles extends ForwardedFiles {
    private static final Set<String> CLASS_PATH_OPTIONS = Set.of("-cp", "-classpath", "--class-path");

    private static final FilesPart REST = new FilesPart("");

    private final Packages packages;
    private final Map<Path, JarClasses> jars = new HashMap<>();
    private final Set<Location> known = new HashSet<>();
    private boolean hasRest;

    private IndexedFiles(StandardJavaFileManager files, Packages packages) {
        super(files);
        this.packages = packages;
    }

    /**
     * @param packages of the first elements of the class path; without them the files are left as they are
     * @param classPathIsLonger whether other elements follow
     */
    public static StandardJavaFileManager of(
            StandardJavaFileManager files, Optional<Packages> packages, boolean classPathIsLonger) {
        if (packages.isEmpty()) {
            return files;
        }
        IndexedFiles indexed = new IndexedFiles(files, packages.get());
        if (classPathIsLonger) {
            indexed.findRest();
        }
        return indexed;
    }

    @Override
    public Iterable<JavaFileObject> list(
            Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse) throws IOException {
        if (location != StandardLocation.CLASS_PATH || recurse) {
            return super.list(location, packageName, kinds, recurse);
        }
        List<JavaFileObject> found = new ArrayList<>();
        for (Path jar : packages.having(packageName)) {
            JarClasses classes = kinds.contains(JavaFileObject.Kind.CLASS) ? classes(jar) : null;
            if (classes != null && !classes.hasOtherFilesIn(packageName)) {
                found.addAll(classes.in(packageName));
            } else {
                super.list(part(jar), packageName, kinds, false).forEach(found::add);
            }
        }
        if (hasRest) {
            super.list(REST, packageName, kinds, false).forEach(found::add);
        }
        return found;
    }

    @Override
    public @Nullable String inferBinaryName(Location location, JavaFileObject file) {
        // To whom the location is the class path, it opens all jars to ask their manifests for more.
        boolean wouldOpenAll = location == StandardLocation.CLASS_PATH && !(file instanceof ClassFile);
        return super.inferBinaryName(wouldOpenAll ? anyPart() : location, file);
    }

    @Override
    public boolean handleOption(String current, Iterator<String> remaining) {
        boolean handled = super.handleOption(current, remaining);
        if (CLASS_PATH_OPTIONS.contains(current)) {
            findRest();
        }
        return handled;
    }

    /** Before each of its tasks the compiler looks for plugins here, and by itself goes on to all jars of this process. */
    @Override
    public ClassLoader getClassLoader(Location location) {
        return location == StandardLocation.ANNOTATION_PROCESSOR_PATH
                ? ClassLoader.getPlatformClassLoader()
                : super.getClassLoader(location);
    }

    @Override
    public void close() throws IOException {
        synchronized (jars) {
            for (JarClasses each : jars.values()) {
                each.close();
            }
            jars.clear();
        }
        super.close();
    }

    /** Another thread reads the index of types while this one compiles. */
    @Override
    public Iterable<? extends Path> getLocationAsPaths(Location location) {
        synchronized (known) {
            return super.getLocationAsPaths(location);
        }
    }

    /** Null when it cannot be read: then the compiler says so in its own words. */
    private @Nullable JarClasses classes(Path jar) {
        synchronized (jars) {
            JarClasses open = jars.get(jar);
            if (open == null && jar.toString().endsWith(".jar")) {
                try {
                    open = JarClasses.open(jar);
                    jars.put(jar, open);
                } catch (IOException unreadable) {
                    return null;
                }
            }
            return open;
        }
    }

    private Location part(Path jar) {
        return known(new FilesPart(jar.toString()), List.of(jar));
    }

    private Location anyPart() {
        return part(packages.elements().get(0));
    }

    private Location known(Location part, List<Path> paths) {
        synchronized (known) {
            if (known.add(part)) {
                try {
                    super.setLocationFromPaths(part, paths);
                } catch (IOException impossible) {
                    throw new IllegalStateException(impossible);
                }
            }
        }
        return part;
    }

    private void findRest() {
        List<Path> rest = new ArrayList<>();
        Set<Path> indexed = Set.copyOf(packages.elements());
        for (Path element : getLocationAsPaths(StandardLocation.CLASS_PATH)) {
            if (!indexed.contains(element)) {
                rest.add(element);
            }
        }
        hasRest = !rest.isEmpty();
        if (hasRest) {
            synchronized (known) {
                known.remove(REST);
            }
            known(REST, rest);
        }
    }
}
