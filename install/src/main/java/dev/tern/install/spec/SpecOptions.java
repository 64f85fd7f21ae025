package dev.tern.install.spec;

import dev.tern.install.UserError;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which kernelspec is meant: the options that install and uninstall share. */
public final class SpecOptions {
    static final class Place {
        @Option(
                names = "--prefix",
                paramLabel = "DIR",
                description = "Under DIR/share/jupyter/kernels, such as /usr/local.")
        private @Nullable Path prefix;

        @Option(names = "--sys-prefix", description = "Into the active Python environment (venv or conda).")
        private boolean sysPrefix;
    }

    @ArgGroup
    private @Nullable Place place;

    @Option(names = "--name", defaultValue = "tern", description = "The kernel's name (default: ${DEFAULT-VALUE}).")
    private String name = "tern";

    /** The spec these options name. */
    public KernelSpec spec(JupyterPaths paths) {
        return KernelSpec.of(kernels(paths), name);
    }

    private Path kernels(JupyterPaths paths) {
        if (place == null) {
            return paths.userKernels();
        }
        if (place.prefix != null) {
            return JupyterPaths.kernelsUnder(place.prefix);
        }
        Path active = paths.activeEnvironment();
        if (active == null) {
            throw new UserError("--sys-prefix: no Python environment is active (neither VIRTUAL_ENV nor CONDA_PREFIX"
                    + " is set). Activate one, or name its folder with --prefix.");
        }
        return JupyterPaths.kernelsUnder(active);
    }
}
