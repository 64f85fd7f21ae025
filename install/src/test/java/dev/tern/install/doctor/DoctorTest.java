package dev.tern.install.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.install.spec.JupyterPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    private Path home;

    private int examine(List<Finding> findings) {
        Map<String, String> environment = Map.of("PATH", home.resolve("bin").toString());
        return new Doctor(new JupyterPaths(environment, "Linux", home), home.resolve("repository"))
                .examine(findings::add);
    }

    private static Finding of(List<Finding> findings, String what) {
        return findings.stream()
                .filter(finding -> finding.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void bareMachine() {
        List<Finding> findings = new ArrayList<>();
        assertThat(examine(findings)).as(findings.toString()).isZero();
        assertThat(of(findings, "JDK").level()).isEqualTo(Finding.Level.OK);
        assertThat(of(findings, "ND4J").level()).isEqualTo(Finding.Level.OK);
        for (String absent : List.of("Maven", "Jupyter", "kernelspec", "MiniLM weights")) {
            assertThat(of(findings, absent).level()).isEqualTo(Finding.Level.NOTE);
            assertThat(of(findings, absent).advice()).isNotEmpty();
        }
    }

    @Test
    void kernelspecWhoseJavaIsGone() throws IOException {
        Path spec = Files.createDirectories(home.resolve(".local/share/jupyter/kernels/tern"));
        Files.writeString(
                spec.resolve("kernel.json"),
                "{\"argv\": [\"/gone/java\", \"-cp\", \"/gone/lib/*\"], \"metadata\": {\"dev.tern\": {}}}");
        List<Finding> findings = new ArrayList<>();

        assertThat(examine(findings)).isOne();
        assertThat(of(findings, "kernelspec").found()).contains("/gone/java");
        assertThat(of(findings, "kernelspec").advice()).isEqualTo("tern install");
    }
}
