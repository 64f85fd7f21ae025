package dev.tern.install.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Other programs: looked for on the path, asked for their version. */
final class Programs {
    private static final long SECONDS = 20;

    private Programs() {}

    static Finding maven(Map<String, String> environment) {
        String version = version(environment, "mvn", "--version");
        return version == null
                ? Finding.note(
                        "Maven", "no mvn on the path; needed to build from source", "install Maven 3.6.3 or newer")
                : Finding.ok("Maven", version);
    }

    static Finding jupyter(Map<String, String> environment) {
        Path jupyter = find(environment, "jupyter");
        return jupyter == null
                ? Finding.note(
                        "Jupyter",
                        "not on the path; tern run and tern console work without it",
                        "pip install jupyterlab")
                : Finding.ok("Jupyter", jupyter.toString());
    }

    /** The program on the path, or null. */
    static @Nullable Path find(Map<String, String> environment, String program) {
        String path = environment.getOrDefault("PATH", environment.getOrDefault("Path", ""));
        for (String folder : path.split(File.pathSeparator)) {
            for (String ending : List.of("", ".exe", ".cmd")) {
                if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program + ending))) {
                    return Path.of(folder, program + ending);
                }
            }
        }
        return null;
    }

    private static @Nullable String version(Map<String, String> environment, String program, String option) {
        Path file = find(environment, program);
        if (file == null) {
            return null;
        }
        try {
            Process process = new ProcessBuilder(file.toString(), option)
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            String first = said.lines().findFirst().orElse("").replaceAll("\033\\[[0-9;]*m", "");
            return first + " at " + file;
        } catch (IOException broken) {
            return null;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
