package dev.tern.kernel.language;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;

/**
 * A compiler's files, where a package of the JDK's own modules is listed once. JShell keeps several compilers, which all
 * ask for the packages of a session's imports.
 */
final class SystemFiles extends ForwardedFiles {
    private static final String SYSTEM_MODULES = "SYSTEM_MODULES[";
    private static final FilesPart ANY = new FilesPart("SYSTEM");

    private record Question(Location module, String packageName, Set<JavaFileObject.Kind> kinds) {}

    private final Map<Question, List<JavaFileObject>> answers = new ConcurrentHashMap<>();

    private SystemFiles(StandardJavaFileManager files) {
        super(files);
    }

    static StandardJavaFileManager over(StandardJavaFileManager files) {
        try {
            files.setLocationFromPaths(ANY, List.of(Path.of(System.getProperty("java.home"))));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return new SystemFiles(files);
    }

    @Override
    public Iterable<JavaFileObject> list(
            Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse) throws IOException {
        if (recurse || !isSystemModule(location)) {
            return super.list(location, packageName, kinds, recurse);
        }
        Question question = new Question(location, packageName, Set.copyOf(kinds));
        List<JavaFileObject> answer = answers.get(question);
        if (answer == null) {
            List<JavaFileObject> found = new ArrayList<>();
            super.list(location, packageName, kinds, false).forEach(found::add);
            answer = List.copyOf(found);
            answers.put(question, answer);
        }
        return answer;
    }

    /**
     * The name of a class in the JDK's modules does not depend on where it was looked for; but the compiler's own manager
     * would compile a regular expression for each, to see what kind of a location it has before it.
     */
    @Override
    public String inferBinaryName(Location location, JavaFileObject file) {
        return super.inferBinaryName(isSystemModule(location) ? ANY : location, file);
    }

    private static boolean isSystemModule(Location location) {
        return location.getName().startsWith(SYSTEM_MODULES);
    }
}
