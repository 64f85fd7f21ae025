package dev.tern.install.doctor;

import dev.tern.install.spec.JupyterPaths;
import dev.tern.install.spec.KernelSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.nd4j.linalg.factory.Nd4j;

/** Looks at everything Tern needs or can use. */
public final class Doctor {
    private final JupyterPaths paths;
    private final Path repository;

    /**
     * @param paths the environment to look at
     * @param repository the local Maven repository
     */
    public Doctor(JupyterPaths paths, Path repository) {
        this.paths = paths;
        this.repository = repository;
    }

    /**
     * Tells each finding as it is made.
     *
     * @return 0, or 1 when something is missing that Tern needs
     */
    public int examine(Consumer<Finding> tell) {
        KernelSpec spec = KernelSpec.of(paths.userKernels(), "tern");
        List<Supplier<Finding>> checks = List.of(
                Machine::jdk,
                Machine::vectorModule,
                Machine::processor,
                Machine::memory,
                () -> Machine.library("ND4J", Doctor::nd4j),
                () -> Programs.maven(paths.environment()),
                () -> Folders.writable(
                        "Maven repository", repository, "name another with -Dmaven.repo.local or in settings.xml"),
                () -> Folders.miniLm(repository),
                () -> Folders.writable(
                        "native cache",
                        paths.home().resolve(".javacpp").resolve("cache"),
                        "free the folder, or name another with -Dorg.bytedeco.javacpp.cachedir"),
                () -> Folders.writable(
                        "temporary folder", Path.of(System.getProperty("java.io.tmpdir")), "set TMPDIR to another"),
                () -> Programs.jupyter(paths.environment()),
                () -> Folders.writable(
                        "Jupyter data",
                        paths.userKernels().getParent(),
                        "name another folder in JUPYTER_DATA_DIR, or tern install --prefix DIR"),
                () -> Folders.kernelSpec(spec));
        int missing = 0;
        for (Supplier<Finding> check : checks) {
            Finding finding = check.get();
            missing += finding.level() == Finding.Level.MISSING ? 1 : 0;
            tell.accept(finding);
        }
        return Math.min(1, missing);
    }

    private static String nd4j() {
        float sum = Nd4j.ones(2, 3).sumNumber().floatValue();
        if (sum != 6) {
            throw new IllegalStateException("the sum of six ones came out as " + sum);
        }
        return Nd4j.getBackend().getClass().getSimpleName();
    }
}
