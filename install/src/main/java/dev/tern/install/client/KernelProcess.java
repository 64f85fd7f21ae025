package dev.tern.install.client;

import dev.tern.kernel.KernelMain;
import dev.tern.kernel.jvm.Archives;
import dev.tern.kernel.jvm.ClassPaths;
import dev.tern.kernel.jvm.Role;
import dev.tern.kernel.wire.Connection;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A kernel running as a process of its own, started from a connection file that only its owner can read. */
final class KernelProcess implements AutoCloseable {
    private final Connection connection;
    private final Path directory;
    private final Process process;
    private final ClassPaths classPaths;

    private KernelProcess(Connection connection, Path directory, Process process, ClassPaths classPaths) {
        this.connection = connection;
        this.directory = directory;
        this.process = process;
        this.classPaths = classPaths;
    }

    /** Starts a kernel whose cells see this working directory. */
    static KernelProcess start(Path workingDirectory) throws IOException {
        Connection connection = Connection.onFreePorts("tern");
        Path directory = Files.createTempDirectory("tern-kernel");
        Path file = directory.resolve("connection.json");
        connection.write(file);
        ClassPaths classPaths = Distribution.classPaths();
        List<String> archive = Archives.of(classPaths)
                .map(archives -> archives.flags(Role.FRONT))
                .orElse(List.of());
        ProcessBuilder builder = new ProcessBuilder(deafToControlC(Distribution.kernelCommand(
                        Distribution.java().toString(), archive, classPaths, file.toString())))
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("kernel.log").toFile());
        Distribution.ENVIRONMENT.forEach(builder.environment()::putIfAbsent);
        builder.environment()
                .put("JPY_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
        return new KernelProcess(connection, directory, builder.start(), classPaths);
    }

    Connection connection() {
        return connection;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it ended because somebody else listens where it was to listen. */
    boolean foundItsAddressTaken() {
        return !process.isAlive() && process.exitValue() == KernelMain.ADDRESS_TAKEN;
    }

    /** What the process said on its own output, for an error message. */
    String log() {
        try {
            // A native library may have written any bytes: the default charset replaces what it cannot read.
            String text = new String(Files.readAllBytes(directory.resolve("kernel.log")), Charset.defaultCharset());
            return text.strip();
        } catch (IOException missing) {
            return "";
        }
    }

    String exitStatus() {
        return process.isAlive() ? "still running" : "exit code " + process.exitValue();
    }

    /** Waits for the process to end by itself, then ends it; removes its folder. */
    @Override
    public void close() {
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                destroyNow();
            }
        } catch (InterruptedException stop) {
            destroyNow();
            Thread.currentThread().interrupt();
        }
        Distribution.makeArchivesFor(classPaths);
        for (String name : List.of("connection.json", "kernel.log", "")) {
            try {
                Files.deleteIfExists(directory.resolve(name));
            } catch (IOException inUse) {
                directory.toFile().deleteOnExit();
            }
        }
    }

    void destroyNow() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /**
     * A terminal sends Ctrl-C to every process it started. The kernel is to hear of it as an interrupt_request, so it
     * starts with that signal ignored; a JVM keeps it that way for itself and its children.
     */
    private static List<String> deafToControlC(List<String> command) {
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
            return command;
        }
        List<String> deaf = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
        deaf.addAll(command);
        return deaf;
    }
}
