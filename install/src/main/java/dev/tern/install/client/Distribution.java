package dev.tern.install.client;

import dev.tern.kernel.jvm.ArchiveMaker;
import dev.tern.kernel.jvm.Archives;
import dev.tern.kernel.jvm.Role;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The jars of this Tern and the command that starts a kernel from them. */
public final class Distribution {
    /** The class that a kernelspec starts. */
    public static final String KERNEL_MAIN = "dev.tern.kernel.KernelMain";

    /**
     * Environment of every kernel: a notebook shares its machine, so no native library may keep workers spinning
     * beside Tern's own threads.
     */
    public static final Map<String, String> ENVIRONMENT = Map.of(
            "OMP_NUM_THREADS", "1",
            "OMP_WAIT_POLICY", "PASSIVE",
            "OPENBLAS_NUM_THREADS", "1",
            "OPENBLAS_THREAD_TIMEOUT", "4");

    private static final Comparator<Path> OWN_FIRST = Comparator.comparing(
                    (Path jar) -> !jar.getFileName().toString().startsWith("tern-kernel-"))
            .thenComparing(jar -> !jar.getFileName().toString().startsWith("tern-"))
            .thenComparing(jar -> jar.getFileName().toString());

    private Distribution() {}

    /** The class path of this process: the launcher's folder of jars, or whatever a test runs with. */
    public static String classPath() throws IOException {
        String home = System.getProperty("tern.home");
        return home == null ? System.getProperty("java.class.path") : classPath(Path.of(home, "lib"));
    }

    /**
     * The jars of a folder, by name: with {@code folder/*} their order would be the file system's, and an archive of
     * loaded classes fits one order only. Tern's own come first: whatever is not in the archive is looked for jar by jar,
     * and each that is opened stays open.
     */
    public static String classPath(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .sorted(OWN_FIRST)
                    .map(file -> file.toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    /**
     * Sees to it that the launcher's next kernel finds its archives of loaded classes: a process of the lowest priority
     * makes them if they are missing, and this one does not wait for it.
     */
    static void makeArchivesFor(String classPath) {
        boolean launched = System.getProperty("tern.home") != null;
        Optional<Archives> archives = launched ? Archives.of(classPath) : Optional.empty();
        if (archives.isPresent() && !archives.get().areFresh()) {
            try {
                new ProcessBuilder(ArchiveMaker.command(classPath))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException without) {
                // The next kernel starts as this one did.
            }
        }
    }

    /** The java program this process runs on. */
    public static Path java() {
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        Path windows = bin.resolve("java.exe");
        return Files.exists(windows) ? windows : bin.resolve("java");
    }

    /**
     * The command that starts a kernel.
     *
     * @param java the java program
     * @param archiveFlags what {@link dev.tern.kernel.jvm.Archives} says for the front
     * @param classPath the jars, as {@code java -cp} takes them
     * @param connectionFile the connection file, or a front end's placeholder for it
     */
    public static List<String> kernelCommand(
            String java, List<String> archiveFlags, String classPath, String connectionFile) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(Role.FRONT.flags());
        command.addAll(archiveFlags);
        command.addAll(List.of("-cp", classPath, KERNEL_MAIN, connectionFile));
        return List.copyOf(command);
    }
}
