package dev.tern.install.client;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    /**
     * The front compiles small snippets and passes messages on: a small young generation keeps its memory low, the
     * simple compiler is ready sooner, and a large value still fits.
     */
    private static final List<String> KERNEL_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xms64m",
            "-Xmn24m",
            "-Xmx512m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20");

    private Distribution() {}

    /** The class path of this process: the launcher's folder of jars, or whatever a test runs with. */
    public static String classPath() {
        String home = System.getProperty("tern.home");
        return home == null
                ? System.getProperty("java.class.path")
                : Path.of(home, "lib").toString() + File.separator + "*";
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
     * @param classPath the jars, as {@code java -cp} takes them
     * @param connectionFile the connection file, or a front end's placeholder for it
     */
    public static List<String> kernelCommand(String java, String classPath, String connectionFile) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(KERNEL_FLAGS);
        command.addAll(List.of("-cp", classPath, KERNEL_MAIN, connectionFile));
        return List.copyOf(command);
    }
}
