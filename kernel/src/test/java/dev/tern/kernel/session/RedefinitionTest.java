package dev.tern.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.worker.Agent;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A variable that is declared again is the same class with new code, wherever the worker comes from. */
class RedefinitionTest {
    private static final String NO_FOLDER = "-Djava.io.tmpdir=/no/such/folder";

    @TempDir
    Path folder;

    @Test
    void ofAKernelThatIsNotPacked() throws URISyntaxException {
        assertRedefines(unpacked().toString(), List.of());
    }

    @Test
    void ofAPackedOneWithoutWritingAnything() throws IOException, URISyntaxException {
        Path jar = packed(Map.of("Launcher-Agent-Class", Agent.class.getName(), "Can-Redefine-Classes", "true"));
        assertRedefines(jar.toString(), List.of(NO_FOLDER));
    }

    @Test
    void ofAPackedOneWhoseJarIsOfNoUse() throws IOException, URISyntaxException {
        assertRedefines(packed(Map.of()).toString(), List.of());
    }

    @Test
    void withoutTheMeansTheVariablesAreStillRedeclared() throws URISyntaxException {
        try (Session session = session(unpacked().toString(), List.of(NO_FOLDER))) {
            assertThat(classesOf(session)).hasSizeGreaterThan(1);
        }
    }

    private static void assertRedefines(String kernel, List<String> flags) throws URISyntaxException {
        try (Session session = session(kernel, flags)) {
            assertThat(classesOf(session)).hasSize(1);
        }
    }

    /** Declares a variable again and again; the classes that held it. */
    private static Set<String> classesOf(Session session) {
        Set<String> classes = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            String declaration =
                    "String held = java.lang.invoke.MethodHandles.lookup().lookupClass().getName() + \" %d\";";
            value(session, String.format(declaration, i));
            String held = value(session, "held");
            assertThat(held).endsWith(" " + i);
            classes.add(held.substring(0, held.indexOf(' ')));
        }
        return classes;
    }

    private static String value(Session session, String code) {
        Outcome outcome = session.run(new Cell("cell", "7", code, 1, false));
        assertThat(outcome.failure()).as(code).isNull();
        return outcome.value() == null
                ? ""
                : Objects.requireNonNull(outcome.value()).plainText();
    }

    private static Session session(String kernel, List<String> flags) throws URISyntaxException {
        String own = unpacked().toString();
        List<String> classPath = Stream.of(
                        WorkerOptions.fromProperties().classPath().split(File.pathSeparator))
                .map(element -> element.equals(own) ? kernel : element)
                .toList();
        return new Session(
                new WorkerOptions(String.join(File.pathSeparator, classPath), flags, Map.of(), Set.of()),
                List.of(),
                event -> {});
    }

    /** The folder of the kernel's classes. */
    private static Path unpacked() throws URISyntaxException {
        return Path.of(
                Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private Path packed(Map<String, String> entries) throws IOException, URISyntaxException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        entries.forEach(manifest.getMainAttributes()::putValue);
        Path jar = folder.resolve("kernel.jar");
        Path classes = unpacked();
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entry = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entry.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entry);
            }
        }
        return jar;
    }
}
