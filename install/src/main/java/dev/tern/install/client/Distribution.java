package dev.tern.install.client;

import dev.tern.kernel.jvm.ArchiveMaker;
import dev.tern.kernel.jvm.Archives;
import dev.tern.kernel.jvm.ClassPaths;
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

    /** The kernel, whose manifest names the jars that it needs, and what a session of Tern begins with. */
    private static final List<String> FRONT = List.of("tern-kernel-", "tern-install-");

    private static final Comparator<Path> OWN_FIRST = Comparator.comparing(
                    (Path name) -> !name.toString().startsWith("tern-kernel-"))
            .thenComparing(name -> !name.toString().startsWith("tern-"))
            .thenComparing(Path::toString);

    private Distribution() {}

    /** The class paths of a kernel of this process: the launcher's folder of jars, or whatever a test runs with. */
    public static ClassPaths classPaths() throws IOException {
        String home = System.getProperty("tern.home");
        return home == null
                ? ClassPaths.both(System.getProperty("java.class.path"))
                : classPaths(Path.of(home, "lib"), Path.of(home, "lib"));
    }

    /**
     * The class paths of a kernel from a folder of jars. They are in the order of their names: with {@code folder/*} it
     * would be the file system's, and an archive of loaded classes fits one order only. Tern's own come first: whatever is
     * not in the archive is looked for jar by jar, and each that is opened stays open.
     *
     * @param folder where the jars are now
     * @param place where they will be
     */
    public static ClassPaths classPaths(Path folder, Path place) throws IOException {
        List<Path> jars;
        try (Stream<Path> files = Files.list(folder)) {
            jars = files.map(Path::getFileName)
                    .filter(name -> name.toString().endsWith(".jar"))
                    .sorted(OWN_FIRST)
                    .toList();
        }
        List<Path> front = jars.stream().filter(Distribution::isOfFront).toList();
        // A folder that was not built here may have other names.
        boolean known = front.size() == FRONT.size();
        return new ClassPaths(joined(place, known ? front : jars), joined(place, jars));
    }

    private static boolean isOfFront(Path jar) {
        return FRONT.stream().anyMatch(name -> jar.toString().startsWith(name));
    }

    private static String joined(Path folder, List<Path> names) {
        return names.stream()
                .map(name -> folder.resolve(name).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * Sees to it that the launcher's next kernel finds its archives of loaded classes: a process of the lowest priority
     * makes them if they are missing, and this one does not wait for it.
     */
    static void makeArchivesFor(ClassPaths paths) {
        boolean launched = System.getProperty("tern.home") != null;
        Optional<Archives> archives = launched ? Archives.of(paths) : Optional.empty();
        if (archives.isPresent() && !archives.get().areFresh()) {
            try {
                new ProcessBuilder(ArchiveMaker.command(paths))
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
     * @param paths the jars
     * @param connectionFile the connection file, or a front end's placeholder for it
     */
    public static List<String> kernelCommand(
            String java, List<String> archiveFlags, ClassPaths paths, String connectionFile) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(Role.FRONT.flags());
        command.addAll(archiveFlags);
        command.addAll(paths.arguments());
        command.addAll(List.of(KERNEL_MAIN, connectionFile));
        return List.copyOf(command);
    }
}
