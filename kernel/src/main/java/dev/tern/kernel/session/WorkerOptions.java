package dev.tern.kernel.session;

import dev.tern.kernel.display.Renderer;
import dev.tern.kernel.display.Renderers;
import dev.tern.kernel.jvm.ArchiveMaker;
import dev.tern.kernel.jvm.Archives;
import dev.tern.kernel.jvm.OwnClassPath;
import dev.tern.kernel.jvm.Packages;
import dev.tern.kernel.jvm.Role;
import dev.tern.kernel.jvm.UndecidedLocale;
import dev.tern.kernel.language.IndexedFiles;
import dev.tern.kernel.worker.WorkerMain;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.tools.StandardJavaFileManager;

/**
 * How to start a worker.
 *
 * @param classPath the user's class path with the kernel's own jar on it
 * @param flags flags of the JVM, behind those that every worker gets
 * @param environment variables beside those of this process
 * @param spared ports that someone else is about to listen on
 */
public record WorkerOptions(
        String classPath, List<String> flags, Map<String, String> environment, Set<Integer> spared) {
    /** The property that names another class path for the worker and the compiler. */
    public static final String CLASS_PATH_PROPERTY = "tern.worker.classpath";
    /** The property that holds further JVM flags, separated by spaces. */
    public static final String FLAGS_PROPERTY = "tern.worker.flags";

    // BLAS workers that spin between calls stall each other; our own threads split the work.
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "OPENBLAS_NUM_THREADS", "1",
            "OMP_NUM_THREADS", "1",
            "OMP_WAIT_POLICY", "PASSIVE",
            "GOMP_SPINCOUNT", "0",
            // glibc's default, eight heaps a core, keeps what short threads have freed.
            "MALLOC_ARENA_MAX", "4");

    /** What the system properties of this process say. */
    public static WorkerOptions fromProperties() {
        String wanted = System.getProperty(CLASS_PATH_PROPERTY, OwnClassPath.ofCells());
        String flags = System.getProperty(FLAGS_PROPERTY, "").trim();
        return new WorkerOptions(
                withKernel(wanted), flags.isEmpty() ? List.of() : List.of(flags.split("\\s+")), Map.of(), Set.of());
    }

    public WorkerOptions {
        flags = List.copyOf(flags);
        environment = Map.copyOf(environment);
        spared = Set.copyOf(spared);
    }

    /** The same, but the worker is not met on these ports. */
    public WorkerOptions sparing(Collection<Integer> ports) {
        return new WorkerOptions(classPath, flags, environment, Set.copyOf(ports));
    }

    /** The same with one more environment variable. */
    public WorkerOptions environment(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new WorkerOptions(classPath, flags, more, spared);
    }

    /** The same with further flags. */
    WorkerOptions flags(List<String> further) {
        List<String> more = new ArrayList<>(flags);
        more.addAll(further);
        return new WorkerOptions(classPath, more, environment, spared);
    }

    private static String withKernel(String classPath) {
        try {
            String own = Path.of(WorkerMain.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
            boolean there = Arrays.stream(classPath.split(File.pathSeparator))
                    .anyMatch(element -> Path.of(element).toAbsolutePath().equals(Path.of(own)));
            return there ? classPath : classPath + File.pathSeparator + own;
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The process to start. */
    ProcessBuilder process(int port) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Role.WORKER.flags());
        command.addAll(archiveFlags());
        if (classPath.equals(OwnClassPath.ofCells())) {
            OwnClassPath.packages()
                    .map(notes -> notes.providers(Renderer.class.getName()))
                    .ifPresent(names -> command.add("-D" + Renderers.PROVIDED + "=" + String.join(",", names)));
        }
        command.addAll(flags);
        command.add("-cp");
        command.add(classPath);
        command.add(WorkerMain.class.getName());
        command.add(Integer.toString(port));
        ProcessBuilder builder = new ProcessBuilder(command);
        ENVIRONMENT.forEach(builder.environment()::putIfAbsent);
        builder.environment().putAll(UndecidedLocale.remedy());
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true);
    }

    /** A compiler's files, looked through with what is known of the jars of the class path. */
    StandardJavaFileManager index(StandardJavaFileManager files) {
        Optional<Packages> packages = beginsWithThatOfCells() ? OwnClassPath.packages() : Optional.empty();
        return IndexedFiles.of(files, packages, !classPath.equals(OwnClassPath.ofCells()));
    }

    private boolean beginsWithThatOfCells() {
        return classPath.equals(OwnClassPath.ofCells())
                || classPath.startsWith(OwnClassPath.ofCells() + File.pathSeparator);
    }

    /** An archive fits every class path that begins with the one it was made for. */
    private List<String> archiveFlags() {
        String notes = System.clearProperty(ArchiveMaker.WORKER_NOTES_PROPERTY);
        if (notes != null) { // For the first worker of a rehearsal; a second must not write over them.
            return Archives.noteFlags(Path.of(notes));
        }
        if (!beginsWithThatOfCells()) {
            return List.of();
        }
        return Archives.of(OwnClassPath.paths())
                .map(archives -> archives.flags(Role.WORKER))
                .orElse(List.of());
    }
}
