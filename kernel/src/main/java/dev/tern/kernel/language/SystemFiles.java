package dev.tern.kernel.language;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import org.jspecify.annotations.Nullable;

/**
 * A compiler's files, where a package of the JDK's own modules is listed once. JShell keeps several compilers, which all
 * ask for the packages of a session's imports; and the compiler's own manager compiles a regular expression for each
 * class to see what kind of a place it is in.
 */
public final class SystemFiles extends ForwardedFiles {
    private static final String BEFORE = "SYSTEM_MODULES[";
    private static final String AFTER = "]";
    private static final String SUFFIX = JavaFileObject.Kind.CLASS.extension;

    private record Package(String module, String name) {
        Path folder(FileSystem modules) {
            return modules.getPath("/modules", module, name.replace('.', '/'));
        }
    }

    private final FileSystem modules;
    private final Map<Package, List<JavaFileObject>> listed = new ConcurrentHashMap<>();

    private SystemFiles(StandardJavaFileManager files, FileSystem modules) {
        super(files);
        this.modules = modules;
    }

    /** Files that are asked for the rest; a JDK without an image of its modules is left as it is. */
    public static StandardJavaFileManager over(StandardJavaFileManager files) {
        try {
            return new SystemFiles(files, FileSystems.getFileSystem(URI.create("jrt:/")));
        } catch (FileSystemNotFoundException noImage) {
            return files;
        }
    }

    @Override
    public Iterable<JavaFileObject> list(
            Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse) throws IOException {
        String module = module(location);
        if (recurse || module == null || !kinds.contains(JavaFileObject.Kind.CLASS)) {
            return super.list(location, packageName, kinds, recurse);
        }
        Package wanted = new Package(module, packageName);
        List<JavaFileObject> classes = listed.get(wanted);
        if (classes == null) {
            classes = classes(wanted);
            listed.put(wanted, classes);
        }
        return classes;
    }

    private List<JavaFileObject> classes(Package wanted) throws IOException {
        Path folder = wanted.folder(modules);
        List<JavaFileObject> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path each : files) {
                    String file = each.getFileName().toString();
                    if (file.endsWith(SUFFIX)) {
                        String name = file.substring(0, file.length() - SUFFIX.length());
                        found.add(new InModule(modules, wanted, name));
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    /** The module of the JDK's that a place is of; null for any other place. */
    private static @Nullable String module(Location location) {
        String name = location.getName();
        return name.startsWith(BEFORE) && name.endsWith(AFTER)
                ? name.substring(BEFORE.length(), name.length() - AFTER.length())
                : null;
    }

    private record InModule(FileSystem modules, Package owner, String name) implements ClassFile {
        private Path path() {
            return owner.folder(modules).resolve(name + SUFFIX);
        }

        @Override
        public String binaryName() {
            return owner.name().isEmpty() ? name : owner.name() + "." + name;
        }

        @Override
        public InputStream openInputStream() throws IOException {
            return Files.newInputStream(path());
        }

        @Override
        public URI toUri() {
            return path().toUri();
        }

        @Override
        public String getName() {
            return path().toString();
        }

        @Override
        public long getLastModified() {
            return 0;
        }

        @Override
        public String toString() {
            return getName();
        }
    }
}
