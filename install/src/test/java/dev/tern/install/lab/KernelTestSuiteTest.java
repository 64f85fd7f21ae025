package dev.tern.install.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Jupyter's own suite for kernels, jupyter_kernel_test, through the kernelspec that install writes. */
class KernelTestSuiteTest {
    private static final String SUITE = "kernel_test_suite.py";
    /** How many tests the suite has had since 0.4; fewer means that they were not found. */
    private static final int TESTS = 13;

    @Test
    void everyTestPassesAndNoneIsSkipped() throws IOException, InterruptedException {
        JupyterFolders folders = JupyterFolders.shared();
        PythonEnvironment python = PythonEnvironment.having(folders, "jupyter_kernel_test", "jupyter_client");
        folders.installKernel();
        Path program = folders.root().resolve(SUITE);
        try (InputStream suite = Objects.requireNonNull(getClass().getResourceAsStream(SUITE))) {
            Files.write(program, suite.readAllBytes());
        }

        PythonEnvironment.Run run = python.run(300, program.toString(), JupyterFolders.KERNEL);

        assertThat(run.exitCode()).as(run.said()).isZero();
        JsonObject report = JsonParser.parseString(run.said()
                        .strip()
                        .lines()
                        .reduce((earlier, last) -> last)
                        .orElseThrow())
                .getAsJsonObject();
        assertThat(texts(report, "failed")).as(run.said()).isEmpty();
        assertThat(texts(report, "skipped")).as("a hook is empty").isEmpty();
        assertThat(report.get("ran").getAsInt()).isGreaterThanOrEqualTo(TESTS);
    }

    private static Map<String, String> texts(JsonObject report, String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> each : report.getAsJsonObject(field).entrySet()) {
            texts.put(each.getKey(), each.getValue().getAsString());
        }
        return texts;
    }
}
