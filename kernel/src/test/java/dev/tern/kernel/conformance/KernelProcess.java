package dev.tern.kernel.conformance;

import dev.tern.kernel.wire.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A kernel in a process of its own, with a folder of its own for temporary files. */
final class KernelProcess implements AutoCloseable {
    private static final int LOG_LINES = 40;

    private final Path folder = Files.createTempDirectory("conformance");
    private final int shells;
    final Connection connection = Connection.onFreePorts("conformance");
    /** What was started: the kernel, or the shell above it. */
    final Process process;

    private KernelProcess(List<String> before, List<String> flags, int shells) throws IOException {
        this.shells = shells;
        Path file = folder.resolve("connection.json");
        connection.write(file);
        Files.createDirectory(temporary());
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.io.tmpdir=" + temporary()));
        command.add("-Dtern.worker.flags=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.io.tmpdir=" + temporary());
        command.addAll(flags);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "dev.tern.kernel.KernelMain", file.toString()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    static KernelProcess start(String... flags) throws IOException {
        return new KernelProcess(List.of(), List.of(flags), 0);
    }

    /** A kernel below a shell that tells it, as Jupyter does, who its parent is. */
    static KernelProcess underShell() throws IOException {
        return new KernelProcess(List.of("sh", "-c", "JPY_PARENT_PID=$$ \"$@\" & wait", "sh"), List.of(), 1);
    }

    /** The same, but nobody takes note of the shell's death, so that it looks alive for ever. */
    static KernelProcess underForgottenShell() throws IOException {
        String shell = "sh -c 'JPY_PARENT_PID=$$ \"$@\" & wait' sh \"$@\" & exec sleep 600";
        return new KernelProcess(List.of("sh", "-c", shell, "sh"), List.of(), 2);
    }

    /** The process that holds the sockets. */
    ProcessHandle front() {
        ProcessHandle front = process.toHandle();
        for (int i = 0; i < shells; i++) {
            front = front.children().findFirst().orElseThrow();
        }
        return front;
    }

    /** The processes that run cells. */
    List<ProcessHandle> workers() {
        return front().children().toList();
    }

    /** What the kernel has left in the folder for temporary files, and the folder. */
    Set<String> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.walk(temporary())) {
            return files.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("log"), StandardCharsets.UTF_8);
    }

    /** The failure with the end of the kernel's log, which tells what it thought of it. */
    AssertionError explained(AssertionError failure) throws IOException {
        List<String> lines =
                log().lines().filter(line -> !line.startsWith("\tat ")).toList();
        String end = String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        return new AssertionError(failure.getMessage() + "\nThe kernel's log ends with:\n" + end, failure);
    }

    private Path temporary() {
        return folder.resolve("tmp");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly().waitFor();
        all.forEach(ProcessHandle::destroyForcibly);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }
}
