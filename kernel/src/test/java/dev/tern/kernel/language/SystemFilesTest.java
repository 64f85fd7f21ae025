package dev.tern.kernel.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.tools.JavaFileManager.Location;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The JDK has the same classes as for the compiler's own manager: names, places and contents. */
class SystemFilesTest {
    private static final Set<Kind> CLASSES = Set.of(Kind.CLASS);

    private final StandardJavaFileManager plain =
            ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);
    private final StandardJavaFileManager ours = SystemFiles.over(plain);

    @AfterEach
    void close() throws IOException {
        ours.close();
    }

    @Test
    void everyExportedPackageOfTheJdkHasTheSameClasses() throws IOException {
        int classes = 0;
        for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
            Location location = location(module.descriptor().name());
            for (ModuleDescriptor.Exports exported : module.descriptor().exports()) {
                Map<String, JavaFileObject> expected = byName(plain, location, exported.source());
                Map<String, JavaFileObject> found = byName(ours, location, exported.source());
                assertThat(found.keySet()).isEqualTo(expected.keySet());
                classes += found.size();
            }
        }
        assertThat(classes).isGreaterThan(5000);
    }

    @Test
    void aClassIsReadAndNamedAsByTheCompilerItself() throws IOException {
        for (String packageName : List.of("java.util.function", "java.util.regex", "java.lang.ref")) {
            Location location = location("java.base");
            Map<String, JavaFileObject> expected = byName(plain, location, packageName);
            byName(ours, location, packageName).forEach((name, file) -> {
                JavaFileObject same = expected.get(name);
                String simple = name.substring(name.lastIndexOf('.') + 1);
                assertThat(file.toUri()).isEqualTo(same.toUri());
                assertThat(file.getKind()).isEqualTo(same.getKind());
                assertThat(file.isNameCompatible(simple, Kind.CLASS)).isTrue();
                assertThat(file.isNameCompatible("x" + simple, Kind.CLASS)).isFalse();
                assertThat(bytes(file)).isEqualTo(bytes(same));
            });
        }
    }

    @Test
    void aPackageIsListedOnceAndAMissingOneIsEmpty() throws IOException {
        Location location = location("java.base");
        assertThat(ours.list(location, "java.util", CLASSES, false))
                .isSameAs(ours.list(location, "java.util", CLASSES, false));
        assertThat(ours.list(location, "java.nothing", CLASSES, false)).isEmpty();
    }

    @Test
    void aFileIsTheSameAsAnotherOnlyIfItIs() throws IOException {
        Location location = location("java.base");
        List<JavaFileObject> files = new ArrayList<>();
        ours.list(location, "java.util.regex", CLASSES, false).forEach(files::add);
        assertThat(ours.isSameFile(files.get(0), files.get(0))).isTrue();
        assertThat(ours.isSameFile(files.get(0), files.get(1))).isFalse();
    }

    private Location location(String module) throws IOException {
        return ours.getLocationForModule(StandardLocation.SYSTEM_MODULES, module);
    }

    private static Map<String, JavaFileObject> byName(
            StandardJavaFileManager files, Location location, String packageName) throws IOException {
        Map<String, JavaFileObject> found = new TreeMap<>();
        for (JavaFileObject file : files.list(location, packageName, CLASSES, false)) {
            found.put(files.inferBinaryName(location, file), file);
        }
        return found;
    }

    private static byte[] bytes(JavaFileObject file) {
        try (InputStream in = file.openInputStream()) {
            return in.readAllBytes();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
