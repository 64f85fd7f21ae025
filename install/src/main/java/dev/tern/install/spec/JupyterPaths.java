package dev.tern.install.spec;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where Jupyter looks for kernels, as jupyter_core's {@code paths.py} has it.
 *
 * @param environment the environment variables
 * @param osName the system's name, as the property os.name gives it
 * @param home the user's home folder
 */
public record JupyterPaths(Map<String, String> environment, String osName, Path home) {
    public JupyterPaths {
        environment = Map.copyOf(environment);
    }

    /** The paths of this process. */
    public static JupyterPaths ofSystem() {
        return new JupyterPaths(
                System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
    }

    /** The folder of the current user's kernelspecs. */
    public Path userKernels() {
        return userData().resolve("kernels");
    }

    /** The folder of the kernelspecs under a prefix, such as /usr/local or a Python environment. */
    public static Path kernelsUnder(Path prefix) {
        return prefix.resolve("share").resolve("jupyter").resolve("kernels");
    }

    /** The Python environment that is active, by what venv and conda export; null if none is. */
    public @Nullable Path activeEnvironment() {
        for (String name : new String[] {"VIRTUAL_ENV", "CONDA_PREFIX"}) {
            String value = variable(name);
            if (value != null) {
                return Path.of(value);
            }
        }
        return null;
    }

    private Path userData() {
        String given = variable("JUPYTER_DATA_DIR");
        if (given != null) {
            return Path.of(given);
        }
        String system = osName.toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) {
            return home.resolve("Library").resolve("Jupyter");
        }
        if (system.startsWith("windows")) {
            String roaming = variable("APPDATA");
            if (roaming != null) {
                return Path.of(roaming).resolve("jupyter");
            }
            String configuration = variable("JUPYTER_CONFIG_DIR");
            return (configuration == null ? home.resolve(".jupyter") : Path.of(configuration)).resolve("data");
        }
        String shared = variable("XDG_DATA_HOME");
        return (shared == null ? home.resolve(".local").resolve("share") : Path.of(shared)).resolve("jupyter");
    }

    private @Nullable String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
