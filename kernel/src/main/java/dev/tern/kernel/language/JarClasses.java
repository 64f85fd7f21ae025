package dev.tern.kernel.language;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;
import javax.tools.JavaFileObject;

/**
 * The classes of a jar. The compiler's own way to them makes a file system of the jar and walks through all of it, which
 * takes a front that starts 70 ms for the largest jar alone; here the jar's table of contents is read once.
 */
final class JarClasses implements Closeable {
    private static final String SUFFIX = JavaFileObject.Kind.CLASS.extension;

    private final JarFile jar;
    // The names of a package's classes in one text, each with a slash behind it: most are never asked for.
    private final Map<String, String> packages = new HashMap<>();
    private final Set<String> others = new HashSet<>();

    private JarClasses(JarFile jar) {
        this.jar = jar;
    }

    /**
     * Opens a jar and reads its table of contents.
     *
     * @throws IOException when it is missing or no jar
     */
    static JarClasses open(Path path) throws IOException {
        JarClasses classes = new JarClasses(new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version()));
        Map<String, StringBuilder> packages = new HashMap<>();
        Iterator<JarEntry> entries = classes.jar.versionedStream().iterator();
        while (entries.hasNext()) {
            String name = entries.next().getName();
            int slash = name.lastIndexOf('/');
            String folder = name.substring(0, Math.max(0, slash));
            if (name.endsWith(SUFFIX)) {
                packages.computeIfAbsent(folder, first -> new StringBuilder())
                        .append(name, slash + 1, name.length() - SUFFIX.length())
                        .append('/');
            } else if (!name.endsWith("/")) {
                classes.others.add(folder);
            }
        }
        packages.forEach((folder, names) -> classes.packages.put(folder, names.toString()));
        return classes;
    }

    /** The classes of a package, in the order of the jar. */
    List<JavaFileObject> in(String packageName) {
        String folder = packageName.replace('.', '/');
        List<JavaFileObject> found = new ArrayList<>();
        String names = packages.getOrDefault(folder, "");
        for (int from = 0, to; from < names.length(); from = to + 1) {
            to = names.indexOf('/', from);
            String name = names.substring(from, to);
            found.add(new InJar(jar, folder.isEmpty() ? name : folder + "/" + name));
        }
        return found;
    }

    /** Whether there is anything beside the classes of a package, such as their sources. */
    boolean hasOtherFilesIn(String packageName) {
        return others.contains(packageName.replace('.', '/'));
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }

    /**
     * A class in a jar.
     *
     * @param path without its suffix
     */
    private record InJar(JarFile jar, String path) implements ClassFile {
        @Override
        public String binaryName() {
            return path.replace('/', '.');
        }

        @Override
        public InputStream openInputStream() throws IOException {
            JarEntry entry = jar.getJarEntry(path + SUFFIX);
            if (entry == null) {
                throw new IOException(getName() + " is not there any more");
            }
            return jar.getInputStream(entry);
        }

        @Override
        public URI toUri() {
            try {
                // Whatever a URI may not contain is quoted.
                String inside = new URI(null, null, "/" + path + SUFFIX, null).getRawPath();
                return URI.create("jar:" + Path.of(jar.getName()).toUri() + "!" + inside);
            } catch (URISyntaxException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        @Override
        public String getName() {
            return jar.getName() + "(/" + path + SUFFIX + ")";
        }

        @Override
        public long getLastModified() {
            JarEntry entry = jar.getJarEntry(path + SUFFIX);
            return entry == null ? 0 : entry.getTime();
        }

        @Override
        public String toString() {
            return getName();
        }
    }
}
