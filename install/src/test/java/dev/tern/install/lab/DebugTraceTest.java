package dev.tern.install.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The same steps through our debugger and through ipykernel's: a user sees the same, stop by stop. What was sent and
 * heard is kept in target/debug-trace. Needs ipykernel; skipped without it.
 */
class DebugTraceTest {
    private static final String PROGRAM = "debug_trace.py";
    private static final Path TRACES = Path.of("target", "debug-trace").toAbsolutePath();

    @Test
    void theSameStepsShowWhatIpykernelShows() throws IOException, InterruptedException {
        JupyterFolders folders = JupyterFolders.shared();
        PythonEnvironment python = PythonEnvironment.with(folders, "ipykernel", "jupyter_client");
        folders.installKernel();
        Path program = folders.root().resolve(PROGRAM);
        try (InputStream text = Objects.requireNonNull(getClass().getResourceAsStream(PROGRAM))) {
            Files.write(program, text.readAllBytes());
        }

        String theirs = seen(python, program, "python3", "python");
        String ours = seen(python, program, JupyterFolders.KERNEL, "java");

        assertThat(theirs).contains("stopped by breakpoint", "stopped by exception");
        assertThat(ours).isEqualTo(theirs);
    }

    /** What a user of the kernel's debugger sees, a line each. */
    private static String seen(PythonEnvironment python, Path program, String kernel, String language)
            throws IOException, InterruptedException {
        Path trace = Files.createDirectories(TRACES).resolve(language + ".txt");
        PythonEnvironment.Run run = python.run(120, program.toString(), kernel, language, trace.toString());
        assertThat(run.exitCode()).as(run.said()).isZero();
        return run.said().lines().reduce((before, last) -> last).orElseThrow().replace("\", \"", "\",\n\"");
    }
}
