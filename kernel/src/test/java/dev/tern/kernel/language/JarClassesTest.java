package dev.tern.kernel.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is found in a jar is what the compiler itself finds there. */
class JarClassesTest {
    @TempDir
    private Path folder;

    static List<Path> jars() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(element -> element.endsWith(".jar"))
                .map(Path::of)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("jars")
    void ofEachPackageTheCompilerFindsTheSame(Path jar) throws IOException {
        compare(jar, packages(jar));
    }

    @Test
    void ofSeveralVersionsTheOneForThisJava() throws IOException {
        Path jar = folder.resolve("several versions & more.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (String name : List.of(
                    "a/Both",
                    "a/Old",
                    "META-INF/versions/9/a/Both",
                    "META-INF/versions/11/a/New",
                    "Bare",
                    "a/b/Other")) {
                out.putNextEntry(new JarEntry(name + ".class"));
                out.write(name.getBytes(StandardCharsets.UTF_8));
            }
        }
        try (JarClasses classes = JarClasses.open(jar)) {
            Map<String, String> found = content(classes.in("a"));
            assertThat(found)
                    .containsEntry("Both.class", "META-INF/versions/9/a/Both")
                    .containsEntry("Old.class", "a/Old")
                    .containsEntry("New.class", "META-INF/versions/11/a/New")
                    .hasSize(3);
            assertThat(content(classes.in(""))).containsOnlyKeys("Bare.class");
            assertThat(classes.in("none")).isEmpty();
            assertThat(classes.in("a").get(0).toUri().toString())
                    .startsWith("jar:file:")
                    .endsWith("!/a/Both.class");
        }
    }

    @Test
    void whatIsNoJarCannotBeOpened() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.jar"), "no jar at all");
        assertThatThrownBy(() -> JarClasses.open(broken)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> JarClasses.open(folder.resolve("none.jar"))).isInstanceOf(IOException.class);
    }

    private static void compare(Path jar, TreeSet<String> packages) throws IOException {
        try (StandardJavaFileManager files =
                        ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);
                JarClasses classes = JarClasses.open(jar)) {
            // As a compilation for this Java sets it.
            files.handleOption(
                    "--multi-release",
                    List.of(Integer.toString(Runtime.version().feature())).iterator());
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of(jar));
            for (String name : packages) {
                Map<String, String> expected = content(
                        files.list(StandardLocation.CLASS_PATH, name, EnumSet.of(JavaFileObject.Kind.CLASS), false));
                assertThat(content(classes.in(name))).as(name).isEqualTo(expected);
                for (JavaFileObject file : classes.in(name)) {
                    String binary = ((ClassFile) file).binaryName();
                    String simple = binary.substring(binary.lastIndexOf('.') + 1);
                    assertThat(binary).isEqualTo(name.isEmpty() ? simple : name + "." + simple);
                    assertThat(file.isNameCompatible(simple, JavaFileObject.Kind.CLASS))
                            .isTrue();
                }
            }
        }
    }

    private static TreeSet<String> packages(Path jar) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF"))
                    .forEach(name -> names.add(name.substring(0, Math.max(0, name.lastIndexOf('/')))
                            .replace('/', '.')));
        }
        return names;
    }

    private static Map<String, String> content(Iterable<JavaFileObject> files) throws IOException {
        Map<String, String> content = new TreeMap<>();
        for (JavaFileObject file : files) {
            String path = file.getName().replace('\\', '/').replaceFirst("\\)$", "");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (InputStream in = file.openInputStream()) {
                in.transferTo(bytes);
            }
            content.put(
                    path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('(')) + 1),
                    bytes.toString(StandardCharsets.ISO_8859_1));
        }
        return content;
    }
}
