package dev.tern.kernel.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real archives of this kernel's jars, and kernels that start from them. */
class ArchiveMakerTest {
    private static final long SECONDS = 120;
    private static final Pattern ABOUT_ARCHIVES =
            Pattern.compile("(?i)\\[(warning|error|cds|aot)|shared|archive|VM warning");

    @TempDir
    private Path root;

    @Test
    void kernelsStartFromTheirArchivesAndFromBrokenOnes() throws IOException, InterruptedException {
        Archives archives = Archives.of(jars(), root.resolve("cache")).orElseThrow();
        long bytes;
        try (ArchiveMaker maker = new ArchiveMaker(archives, Priority.NORMAL)) {
            bytes = maker.make();
        }
        Path folder = archives.writableFolder();
        assertThat(archives.areFresh()).isTrue();
        assertThat(names(folder))
                .containsExactlyInAnyOrder(
                        Archives.LABEL,
                        Archives.PACKAGES,
                        Archives.fileName(Role.FRONT),
                        Archives.fileName(Role.WORKER));
        assertThat(Files.size(front(archives, folder))).isBetween(1_000_000L, bytes);

        // A session from start to end, with a worker that takes its own archive.
        Path loaded = root.resolve("loaded.txt");
        assertThat(session(archives, List.of("-Xlog:class+load:file=" + loaded)))
                .isEmpty();
        assertThat(loaded).content().containsPattern("dev\\.tern\\.kernel\\.KernelMain source: shared objects file");

        byte[] whole = Files.readAllBytes(front(archives, folder));
        for (int length : new int[] {0, 5_000, whole.length / 2}) {
            damage(archives, folder, java.util.Arrays.copyOf(whole, length));
            assertThat(session(archives, List.of()))
                    .as("cut to %d bytes", length)
                    .isEmpty();
            assertThat(archives.areFresh()).isFalse();
        }
        damage(archives, folder, "no archive at all".repeat(10_000).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(session(archives, List.of())).isEmpty();
        Files.delete(front(archives, folder));
        assertThat(session(archives, List.of())).isEmpty();
    }

    @Test
    void aStoppedMakerLeavesWhatWasThere() throws IOException {
        Archives archives = Archives.of(jars(), root.resolve("cache")).orElseThrow();
        ArchiveMaker maker = new ArchiveMaker(archives, Priority.NORMAL);
        maker.close();
        org.assertj.core.api.Assertions.assertThatThrownBy(maker::make).isInstanceOf(InterruptedException.class);
        assertThat(names(archives.writableFolder())).isEmpty();
    }

    private static Path front(Archives archives, Path folder) {
        return folder.resolve(Archives.fileName(Role.FRONT));
    }

    private static void damage(Archives archives, Path folder, byte[] content) throws IOException {
        Files.deleteIfExists(front(archives, folder));
        Files.write(front(archives, folder), content);
    }

    /** Holds a session with the flags a kernelspec has; returns what its JVM printed about archives. */
    private String session(Archives archives, List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Role.FRONT.flags());
        command.addAll(archives.lastingFlags(Role.FRONT));
        command.addAll(more);
        Path folder = Files.createTempDirectory(root, "session");
        command.addAll(archives.paths().arguments());
        command.addAll(List.of("dev.tern.kernel.Rehearsal", folder.toString()));
        Path printed = folder.resolve("printed");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            String text = Files.readString(printed);
            assertThat(process.exitValue()).as(text).isZero();
            return text.lines()
                    .filter(line -> ABOUT_ARCHIVES.matcher(line).find())
                    .collect(Collectors.joining("\n"));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** This test's own class path with its folders packed into jars, and without the tests; cells see one jar more. */
    private ClassPaths jars() throws IOException {
        Path lib = Files.createDirectory(root.resolve("lib"));
        List<String> jars = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(element).toAbsolutePath();
            if (!Files.isDirectory(path)) {
                jars.add(path.toString());
            } else if (!path.endsWith("test-classes")) {
                Path jar = lib.resolve("folder" + jars.size() + ".jar");
                pack(path, jar);
                jars.add(jar.toString());
            }
        }
        String front = String.join(File.pathSeparator, jars);
        Path more = lib.resolve("more.jar");
        pack(Files.createDirectory(root.resolve("empty")), more);
        return new ClassPaths(front, front + File.pathSeparator + more);
    }

    private static void pack(Path folder, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(
                        new JarEntry(folder.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
            }
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
