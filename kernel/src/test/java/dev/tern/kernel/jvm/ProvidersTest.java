package dev.tern.kernel.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is noted of the services of a class path is what a ServiceLoader finds on it. */
class ProvidersTest {
    public interface Service {}

    public static final class One implements Service {}

    public static final class Two implements Service {}

    public static final class Three implements Service {}

    @TempDir
    private Path folder;

    private Path jar(String name, String services) throws IOException {
        Path jar = folder.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/services/" + Service.class.getName()));
            out.write(services.getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
            out.putNextEntry(new JarEntry("META-INF/services/java.lang.Runnable"));
            out.closeEntry();
        }
        return jar;
    }

    private static String name(Class<?> type) {
        return type.getName();
    }

    private static List<String> noted(Path notes, List<Path> jars) throws IOException {
        String classPath = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        Packages.note(classPath, notes);
        return Packages.read(notes, classPath).orElseThrow().providers(name(Service.class));
    }

    private static List<String> searched(List<Path> jars) throws IOException {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        try (URLClassLoader loader = new URLClassLoader(urls, ProvidersTest.class.getClassLoader())) {
            return ServiceLoader.load(Service.class, loader).stream()
                    .map(provider -> name(provider.type()))
                    .toList();
        }
    }

    @Test
    void areThoseOfAServiceLoaderInItsOrder() throws IOException {
        Path first = jar("b.jar", "# of ours\n" + name(Two.class) + " # the second\n\n  " + name(One.class) + "  ");
        Path second = jar("a.jar", name(Three.class) + "\n");
        Path none = jar("none.jar", "");
        for (List<Path> jars : List.of(
                List.of(first, second), List.of(second, none, first), List.of(none), List.of(none, second, none))) {
            assertThat(noted(folder.resolve("notes"), jars)).isEqualTo(searched(jars));
        }
    }

    @Test
    void ofOtherServicesNothingIsNoted() throws IOException {
        Path jar = jar("a.jar", name(One.class));
        Path notes = folder.resolve("notes");
        noted(notes, List.of(jar));
        assertThat(Packages.read(notes, jar.toString()).orElseThrow().providers("java.lang.Runnable"))
                .isEmpty();
        assertThat(Files.readString(notes)).doesNotContain("Runnable");
    }

    /** A test runs with folders on its class path, of which nothing can be noted. */
    @Test
    void withoutNotesTheyAreSearched() {
        assertThat(OwnClassPath.packages()).isEmpty();
        List<String> found = OwnClassPath.providers(dev.tern.kernel.magic.Magic.class).stream()
                .map(each -> each.getClass().getName())
                .toList();
        Stream<String> expected =
                ServiceLoader.load(dev.tern.kernel.magic.Magic.class).stream().map(provider -> name(provider.type()));
        assertThat(found).containsExactlyElementsOf(expected.toList());
    }
}
