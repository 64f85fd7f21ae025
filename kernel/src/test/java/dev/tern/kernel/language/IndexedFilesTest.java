package dev.tern.kernel.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.jvm.Packages;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package that is looked for in some jars is the one that a look into all of them finds. */
class IndexedFilesTest {
    private static final List<String> PACKAGES = List.of("", "a", "a.b", "c", "d", "e", "none");

    @TempDir
    private Path folder;

    private Path first;
    private Path second;
    private Path later;
    private String classPath;
    private Path notes;

    @BeforeEach
    void jars() throws IOException {
        first = jar("first.jar", "named.jar gone.jar", "a/One.class", "a/b/Two.class", "a/b/text.txt");
        second = jar(
                "second.jar", "", "a/Three.class", "c/Four.class", "Bare.class", "META-INF/versions/9/d/Five.class");
        jar("named.jar", "", "e/Six.class");
        later = jar("later.jar", "", "a/Seven.class", "d/Eight.class");
        classPath = first + File.pathSeparator + second;
        notes = folder.resolve("notes");
        Packages.note(classPath, notes);
    }

    private Path jar(String name, String others, String... entries) throws IOException {
        Path jar = folder.resolve(name);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Multi-Release", "true");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, others);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream writer = new JarOutputStream(out, manifest)) {
            for (String entry : entries) {
                writer.putNextEntry(new JarEntry(entry));
            }
        }
        return jar;
    }

    private StandardJavaFileManager plain(String path) {
        StandardJavaFileManager files = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);
        files.handleOption("--class-path", List.of(path).iterator());
        // As a compilation for this Java sets it: else classes in META-INF/versions are not looked at.
        files.handleOption(
                "--multi-release",
                List.of(Integer.toString(Runtime.version().feature())).iterator());
        return files;
    }

    private static List<String> names(StandardJavaFileManager files, String name) throws IOException {
        List<String> all = new ArrayList<>();
        for (JavaFileObject file :
                files.list(StandardLocation.CLASS_PATH, name, Set.of(JavaFileObject.Kind.CLASS), false)) {
            all.add(files.inferBinaryName(StandardLocation.CLASS_PATH, file));
        }
        return all;
    }

    private void assertSame(StandardJavaFileManager indexed, StandardJavaFileManager plain) throws IOException {
        assertThat(indexed).isInstanceOf(IndexedFiles.class);
        for (String name : PACKAGES) {
            assertThat(names(indexed, name)).as(name).isEqualTo(names(plain, name));
        }
    }

    @Test
    void everyPackageIsFoundInTheOrderOfTheClassPath() throws IOException {
        try (StandardJavaFileManager plain = plain(classPath);
                StandardJavaFileManager indexed =
                        IndexedFiles.of(plain(classPath), Packages.read(notes, classPath), false)) {
            assertSame(indexed, plain);
            assertThat(names(indexed, "e")).containsExactly("e.Six");
        }
    }

    @Test
    void whatFollowsOnTheClassPathIsLookedThroughAsWell() throws IOException {
        String longer = classPath + File.pathSeparator + later + File.pathSeparator + folder;
        try (StandardJavaFileManager plain = plain(longer);
                StandardJavaFileManager indexed =
                        IndexedFiles.of(plain(longer), Packages.read(notes, classPath), true)) {
            assertSame(indexed, plain);
        }
    }

    @Test
    void jarsMayBeAddedTwice() throws IOException {
        String once = classPath + File.pathSeparator + later;
        String twice = once + File.pathSeparator + jar("last.jar", "", "e/Nine.class");
        try (StandardJavaFileManager plain = plain(twice);
                StandardJavaFileManager indexed =
                        IndexedFiles.of(plain(classPath), Packages.read(notes, classPath), false)) {
            indexed.handleOption("-classpath", List.of(once).iterator());
            assertThat(names(indexed, "d")).contains("d.Eight");
            indexed.handleOption("-classpath", List.of(twice).iterator());
            assertSame(indexed, plain);
        }
    }

    @Test
    void notesOfOtherJarsAreOfNoUse() throws IOException {
        assertThat(Packages.read(notes, classPath + File.pathSeparator + later)).isEmpty();
        assertThat(Packages.read(folder.resolve("missing"), classPath)).isEmpty();
        Files.writeString(second, "longer than before, and no jar at all");
        assertThat(Packages.read(notes, classPath)).isEmpty();
        StandardJavaFileManager files = plain(classPath);
        assertThat(IndexedFiles.of(files, Optional.empty(), false)).isSameAs(files);
    }

    @Test
    void aJarThatAManifestPromisedMayComeLater() throws IOException {
        jar("gone.jar", "", "e/Ten.class");
        assertThat(Packages.read(notes, classPath)).isEmpty();
    }
}
