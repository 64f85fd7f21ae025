package dev.tern.install.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Judged by jupyter_core's documented places. */
class JupyterPathsTest {
    private static final Path HOME = Path.of("home");

    private static Path kernels(String os, Map<String, String> environment) {
        return new JupyterPaths(environment, os, HOME).userKernels();
    }

    @Test
    void linux() {
        assertThat(kernels("Linux", Map.of())).isEqualTo(Path.of("home/.local/share/jupyter/kernels"));
        assertThat(kernels("Linux", Map.of("XDG_DATA_HOME", "data"))).isEqualTo(Path.of("data/jupyter/kernels"));
        assertThat(kernels("Linux", Map.of("XDG_DATA_HOME", "")))
                .isEqualTo(Path.of("home/.local/share/jupyter/kernels"));
    }

    @Test
    void mac() {
        assertThat(kernels("Mac OS X", Map.of("XDG_DATA_HOME", "data")))
                .isEqualTo(Path.of("home/Library/Jupyter/kernels"));
    }

    @Test
    void windows() {
        assertThat(kernels("Windows 11", Map.of("APPDATA", "roaming"))).isEqualTo(Path.of("roaming/jupyter/kernels"));
        assertThat(kernels("Windows 11", Map.of())).isEqualTo(Path.of("home/.jupyter/data/kernels"));
        assertThat(kernels("Windows 11", Map.of("JUPYTER_CONFIG_DIR", "conf"))).isEqualTo(Path.of("conf/data/kernels"));
    }

    @Test
    void jupyterDataDirGoesFirst() {
        for (String os : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
            assertThat(kernels(os, Map.of("JUPYTER_DATA_DIR", "mine", "APPDATA", "roaming")))
                    .isEqualTo(Path.of("mine/kernels"));
        }
    }

    @Test
    void prefixes() {
        assertThat(JupyterPaths.kernelsUnder(Path.of("usr"))).isEqualTo(Path.of("usr/share/jupyter/kernels"));
        assertThat(new JupyterPaths(Map.of("CONDA_PREFIX", "conda"), "Linux", HOME).activeEnvironment())
                .isEqualTo(Path.of("conda"));
        assertThat(new JupyterPaths(Map.of(), "Linux", HOME).activeEnvironment())
                .isNull();
    }
}
