package dev.tern.kernel.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivesTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    private Path root;

    private Path first;
    private String classPath;
    private Path cache;
    private Archives archives;

    @BeforeEach
    void twoJars() throws IOException {
        Path lib = Files.createDirectories(root.resolve("kernel").resolve("lib"));
        first = Files.writeString(lib.resolve("a.jar"), "first");
        Path second = Files.writeString(lib.resolve("b.jar"), "second");
        classPath = first + File.pathSeparator + second;
        cache = root.resolve("cache");
        archives = Archives.of(ClassPaths.both(classPath), cache).orElseThrow();
    }

    /** Files in place of archives, with a label as a maker writes it. */
    private Path pretend() throws IOException {
        Path folder = archives.writableFolder();
        for (Role role : Role.values()) {
            Files.writeString(folder.resolve(Archives.fileName(role)), "classes of " + role);
        }
        store(archives.label(folder), folder);
        return folder;
    }

    private static void store(Properties label, Path folder) throws IOException {
        try (Writer writer = Files.newBufferedWriter(folder.resolve(Archives.LABEL))) {
            label.store(writer, null);
        }
    }

    @Test
    void withoutArchivesNothingIsUsed() {
        assertThat(archives.areFresh()).isFalse();
        assertThat(archives.flags(Role.FRONT)).isEmpty();
        assertThat(archives.flags(Role.WORKER)).isEmpty();
    }

    @Test
    void theyStandBesideTheJarsAndEachJvmGetsItsOwn() throws IOException {
        Path folder = pretend();
        assertThat(folder).startsWith(root.resolve("kernel").resolve("archive"));
        assertThat(archives.areFresh()).isTrue();
        for (Role role : Role.values()) {
            Path archive = folder.resolve(Archives.fileName(role));
            assertThat(archives.flags(role)).contains(Archives.technique(role).use(archive));
            assertThat(archives.lastingFlags(role)).isEqualTo(archives.flags(role));
        }
        assertThat(archives.flags(Role.FRONT)).isNotEqualTo(archives.flags(Role.WORKER));
    }

    @Test
    void aJarOfAnotherSizeMakesThemStale() throws IOException {
        pretend();
        FileTime time = Files.getLastModifiedTime(first);
        Files.writeString(first, "first, rebuilt");
        Files.setLastModifiedTime(first, time);
        assertThat(archives.areFresh()).isFalse();
        assertThat(archives.flags(Role.WORKER)).isEmpty();
    }

    @Test
    void aJarOfAnotherTimeMakesThemStale() throws IOException {
        pretend();
        Files.setLastModifiedTime(first, FileTime.from(LONG_AGO));
        assertThat(archives.areFresh()).isFalse();
    }

    @Test
    void anotherOrderOfTheJarsIsAnotherPlace() throws IOException {
        Path folder = pretend();
        List<String> jars = List.of(classPath.split(File.pathSeparator));
        Archives turned = Archives.of(ClassPaths.both(jars.get(1) + File.pathSeparator + jars.get(0)), cache)
                .orElseThrow();
        assertThat(turned.writableFolder()).isNotEqualTo(folder);
        assertThat(turned.areFresh()).isFalse();
    }

    @Test
    void aJarThatIsGoneMakesThemStale() throws IOException {
        pretend();
        Files.delete(first);
        assertThat(archives.areFresh()).isFalse();
    }

    @Test
    void anArchiveThatWasCutOffIsNotUsed() throws IOException {
        Path folder = pretend();
        Files.writeString(folder.resolve(Archives.fileName(Role.WORKER)), "cl");
        assertThat(archives.flags(Role.WORKER)).isEmpty();
    }

    @Test
    void aLabelThatIsNoLabelIsNotBelieved() throws IOException {
        Path folder = pretend();
        Files.writeString(folder.resolve(Archives.LABEL), "\\uXYZW");
        assertThat(archives.areFresh()).isFalse();
    }

    @Test
    void theUsersCacheTakesThemWhenThereIsNoWritingBesideTheJars() throws IOException {
        // A file where the folder would be: no user, not even root, can make it.
        Files.writeString(root.resolve("kernel").resolve("archive"), "in the way");
        assertThat(pretend()).startsWith(cache);
        assertThat(archives.areFresh()).isTrue();
        assertThat(archives.flags(Role.FRONT)).anyMatch(flag -> flag.contains(cache.toString()));
    }

    @Test
    void jarsFromSeveralFoldersHaveTheirArchiveInTheCache() throws IOException {
        Path elsewhere = Files.writeString(root.resolve("c.jar"), "third");
        Archives scattered = Archives.of(ClassPaths.both(classPath + File.pathSeparator + elsewhere), cache)
                .orElseThrow();
        assertThat(scattered.writableFolder()).startsWith(cache);
    }

    @Test
    void aFolderOfClassesCannotBeArchived() {
        assertThat(Archives.of(ClassPaths.both(classPath + File.pathSeparator + root), cache))
                .isEmpty();
        assertThat(Archives.of(ClassPaths.both("relative.jar"), cache)).isEmpty();
        assertThat(Archives.of(ClassPaths.both(""), cache)).isEmpty();
    }

    @Test
    void thoseOfMissingJarsAndForgottenWorkAreRemoved() throws IOException {
        Path folder = pretend();
        Path orphan = sibling(folder, "orphan");
        Properties label = archives.label(folder);
        label.setProperty(Archives.CLASS_PATH, root.resolve("gone.jar").toString());
        store(label, orphan);
        Path otherJdk = sibling(folder, "otherjdk");
        label = archives.label(folder);
        label.setProperty(Archives.JAVA_HOME, root.resolve("nojdk").toString());
        store(label, otherJdk);
        Path inUse = sibling(folder, "inuse");
        store(archives.label(folder), inUse);
        Path begun = sibling(folder, "begun");
        Path forgotten = Files.createDirectory(folder.resolve("making1"));
        Files.setLastModifiedTime(forgotten, FileTime.from(LONG_AGO));
        Path inWork = Files.createDirectory(folder.resolve("making2"));

        OldArchives.removeBeside(folder);

        assertThat(orphan).doesNotExist();
        assertThat(otherJdk).doesNotExist();
        assertThat(forgotten).doesNotExist();
        assertThat(List.of(inUse, begun, inWork)).allMatch(Files::exists);
        assertThat(archives.areFresh()).isTrue();
        assertThat(archives.areBeingMade()).isTrue();
        Files.delete(inWork);
        assertThat(archives.areBeingMade()).isFalse();
    }

    private static Path sibling(Path folder, String name) throws IOException {
        return Files.createDirectory(folder.resolveSibling(name));
    }

    @Test
    void theCacheOfEachSystem() {
        Path home = Path.of("home");
        Path archive = Path.of("tern", "archives");
        assertThat(new UserCache(Map.of(), "Linux", home).archives())
                .isEqualTo(home.resolve(".cache").resolve(archive));
        assertThat(new UserCache(Map.of("XDG_CACHE_HOME", "there"), "Linux", home).archives())
                .isEqualTo(Path.of("there").resolve(archive));
        assertThat(new UserCache(Map.of("XDG_CACHE_HOME", ""), "Linux", home).archives())
                .isEqualTo(home.resolve(".cache").resolve(archive));
        assertThat(new UserCache(Map.of("XDG_CACHE_HOME", "there"), "Mac OS X", home).archives())
                .isEqualTo(home.resolve("Library").resolve("Caches").resolve(archive));
        assertThat(new UserCache(Map.of("LOCALAPPDATA", "local"), "Windows 11", home).archives())
                .isEqualTo(Path.of("local").resolve(archive));
    }

    @Test
    void aCacheForTheFrontOfJdk25AndAnArchiveElsewhere() {
        Path file = Path.of("front");
        assertThat(Technique.of(17, Role.FRONT).use(file)).isEqualTo("-XX:SharedArchiveFile=front");
        assertThat(Technique.of(24, Role.FRONT)).isEqualTo(Technique.of(17, Role.FRONT));
        assertThat(Technique.of(25, Role.FRONT).use(file)).isEqualTo("-XX:AOTCache=front");
        assertThat(Technique.of(25, Role.WORKER)).isEqualTo(Technique.of(17, Role.WORKER));
    }

    @Test
    void aFlagThatAnotherJdkDoesNotKnowStopsNoJvm() {
        for (Role role : Role.values()) {
            assertThat(role.flags()).contains("-XX:+IgnoreUnrecognizedVMOptions");
        }
        assertThat(Role.FRONT.flags()).contains("-XX:+UseSerialGC");
        assertThat(Role.WORKER.flags()).noneMatch(flag -> flag.startsWith("-Xm") || flag.contains("TieredStop"));
    }
}
