package dev.tern.kernel.jvm;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the archives of a kernel: a kernel of its own rehearses a short session and notes what its two JVMs load,
 * then one JVM each writes it down. All of it happens in a folder of its own, from where the files are moved into place
 * one by one, so two makers do not disturb each other and nobody meets half a file. Closing a maker stops it.
 */
public final class ArchiveMaker implements AutoCloseable {
    /** Set in a rehearsal: the file in which its worker notes the classes it loads. */
    public static final String WORKER_NOTES_PROPERTY = "tern.rehearsal.notes";

    private static final String REHEARSAL = "dev.tern.kernel.Rehearsal";
    private static final long PATIENCE_SECONDS = 180;
    private static final int COMMAND_LINE_OF_WINDOWS = 30_000;

    private final Archives archives;
    private final Priority priority;
    private final Path java;
    private @Nullable Process running;
    private boolean closed;

    public ArchiveMaker(Archives archives, Priority priority) {
        this.archives = archives;
        this.priority = priority;
        this.java = Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /**
     * Makes the archives if they are not there: {@code ArchiveMaker CLASS_PATH_OF_FRONT CLASS_PATH_OF_CELLS}. Says
     * nothing; a kernel starts without them too.
     */
    public static void main(String[] args) {
        Optional<Archives> archives =
                args.length == 2 ? Archives.of(new ClassPaths(args[0], args[1])) : Optional.empty();
        if (archives.isPresent()
                && !archives.get().areFresh()
                && !archives.get().areBeingMade()) {
            ArchiveMaker maker = new ArchiveMaker(archives.get(), Priority.LOWEST);
            Runtime.getRuntime().addShutdownHook(new Thread(maker::close));
            try {
                maker.make();
            } catch (IOException | InterruptedException without) {
                System.exit(1);
            }
        }
    }

    /** The command that makes archives from a process of its own, which nobody waits for. */
    public static List<String> command(ClassPaths paths) {
        List<String> command = Priority.LOWEST.command();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp", paths.front()));
        command.addAll(List.of(ArchiveMaker.class.getName(), paths.front(), paths.cells()));
        return command;
    }

    /**
     * Makes the archives, in place of older ones.
     *
     * @return the bytes they take
     * @throws IOException if there is no folder to write to, or a JVM failed or took longer than three minutes
     */
    public long make() throws IOException, InterruptedException {
        Path folder = archives.writableFolder();
        Path work = Files.createTempDirectory(folder, "making");
        Path packages = folder.resolve(Archives.PACKAGES);
        boolean keepsPackages = Files.exists(packages);
        try {
            // At once in its place: the rehearsal is to go as later starts will.
            Packages.note(archives.paths().cells(), work.resolve(Archives.PACKAGES));
            move(work, folder, Archives.PACKAGES);
            rehearse(work);
            for (Role role : Role.values()) {
                write(work, role);
            }
            long bytes = moveIntoPlace(work, folder);
            keepsPackages = true;
            return bytes;
        } finally {
            if (!keepsPackages) {
                Files.deleteIfExists(packages);
            }
            OldArchives.delete(work);
            OldArchives.removeBeside(folder);
        }
    }

    /** Stops the making; what was there before stays. */
    @Override
    public synchronized void close() {
        closed = true;
        Process now = running;
        if (now != null) {
            now.descendants().forEach(ProcessHandle::destroyForcibly);
            now.destroyForcibly();
        }
    }

    private void rehearse(Path work) throws IOException, InterruptedException {
        List<String> command = priority.command();
        command.add(java.toString());
        command.addAll(Role.FRONT.flags());
        command.addAll(Archives.technique(Role.FRONT).note(notes(work, Role.FRONT)));
        command.add("-D" + WORKER_NOTES_PROPERTY + "=" + notes(work, Role.WORKER));
        command.addAll(archives.paths().arguments());
        command.addAll(List.of(REHEARSAL, work.toString()));
        run("the rehearsal", command, work);
    }

    private void write(Path work, Role role) throws IOException, InterruptedException {
        Path notes = notes(work, role);
        if (!Files.isRegularFile(notes)) {
            throw new IOException("The rehearsal left no " + notes.getFileName());
        }
        List<String> command = priority.command();
        command.add(java.toString());
        command.addAll(role.flagsWithoutCollector());
        command.add("-XX:+UseG1GC");
        command.addAll(Archives.technique(role).write(notes, work.resolve(Archives.fileName(role))));
        command.addAll(List.of("-cp", archives.paths().of(role)));
        run("writing the archive of the " + role.fileName(), command, work);
    }

    private void run(String what, List<String> command, Path work) throws IOException, InterruptedException {
        if (File.separatorChar == '\\' && String.join(" ", command).length() > COMMAND_LINE_OF_WINDOWS) {
            throw new IOException("The class path is too long for a command line");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("log").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(
                        Files.createFile(work.resolve("nothing")).toFile()));
        // A rehearsal ends when its maker is gone.
        builder.environment()
                .put("JPY_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
        Process process;
        synchronized (this) {
            if (closed) {
                throw new InterruptedException("closed");
            }
            process = builder.start();
            running = process;
        }
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                throw new IOException(what + (ended ? " failed" : " took too long") + end(work.resolve("log")));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.deleteIfExists(work.resolve("nothing"));
        }
    }

    private long moveIntoPlace(Path work, Path folder) throws IOException {
        Properties label = archives.label(work);
        label.setProperty(Archives.PACKAGES, Boolean.toString(true));
        Files.deleteIfExists(folder.resolve(Archives.LABEL));
        long bytes = 0;
        for (Role role : Role.values()) {
            String name = Archives.fileName(role);
            bytes += Files.size(work.resolve(name));
            move(work, folder, name);
        }
        try (Writer writer = Files.newBufferedWriter(work.resolve(Archives.LABEL))) {
            label.store(writer, null);
        }
        move(work, folder, Archives.LABEL);
        return bytes;
    }

    private static void move(Path work, Path folder, String name) throws IOException {
        Files.move(
                work.resolve(name),
                folder.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path notes(Path work, Role role) {
        return work.resolve(role.fileName() + ".notes");
    }

    private static String end(Path log) {
        try {
            String text = Files.readString(log).strip();
            return text.isEmpty() ? "" : ": " + text.substring(Math.max(0, text.length() - 500));
        } catch (IOException unreadable) {
            return "";
        }
    }
}
