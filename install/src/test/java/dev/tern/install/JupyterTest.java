package dev.tern.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tern.install.client.Distribution;
import dev.tern.install.spec.KernelSpec;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small notebook in real Jupyter (nbclient), through the kernelspec that install writes. Needs Python with
 * nbclient: the program named by the property tern.python, or else a virtual environment that this test makes under
 * target. Without them it is skipped, never passed.
 */
class JupyterTest {
    private static final String PROGRAM = """
            import nbformat, sys
            from nbclient import NotebookClient
            notebook = nbformat.read(sys.argv[1], 4)
            NotebookClient(notebook, kernel_name="tern-test", timeout=100, startup_timeout=60).execute()
            nbformat.validate(notebook)
            nbformat.write(notebook, sys.argv[2])
            """;

    @TempDir
    private Path folder;

    private record Run(int exitCode, String said) {}

    @Test
    void notebookRunsInJupyter() throws IOException, InterruptedException {
        Path python = python();
        Path kernels = folder.resolve("data").resolve("kernels");
        KernelSpec.of(kernels, "tern-test").install(jars(), Distribution.java(), "Tern under test");
        Path notebook = new Notebooks()
                .code("int x = 6 * 7;\nSystem.out.println(\"printed\");\nx")
                .code("display(tech.tablesaw.api.Table.create(\"t\", IntColumn.create(\"n\", 1, 2)));")
                .code("model().ternarize(TWN).activations(int8, asymmetric)")
                .write(folder.resolve("in.ipynb"));
        Path program = Files.writeString(folder.resolve("run.py"), PROGRAM);
        Path executed = folder.resolve("out.ipynb");

        Run run = run(150, List.of(python.toString(), program.toString(), notebook.toString(), executed.toString()));

        assertThat(run.exitCode()).as(run.said()).isZero();
        assertThat(Files.readString(executed))
                .contains("printed", "42", "text/html", "<table", "model().ternarize(TWN)")
                .doesNotContain("\"output_type\": \"error\"");
    }

    private Path python() throws IOException, InterruptedException {
        String given = System.getProperty("tern.python");
        if (given != null) {
            return Path.of(given);
        }
        Path environment = Path.of("target", "jupyter").toAbsolutePath();
        Path python = environment.resolve(File.separatorChar == '\\' ? "Scripts\\python.exe" : "bin/python");
        if (!Files.exists(python)) {
            Run made = run(60, List.of("python3", "-m", "venv", environment.toString()));
            assumeTrue(made.exitCode() == 0, "no Python that can make a virtual environment: " + made.said());
        }
        if (run(60, List.of(python.toString(), "-c", "import nbclient")).exitCode() != 0) {
            Run fetched = run(
                    120,
                    List.of(
                            python.toString(),
                            "-m",
                            "pip",
                            "install",
                            "-q",
                            "--retries",
                            "0",
                            "--timeout",
                            "5",
                            "nbclient",
                            "jupyter_client"));
            assumeTrue(fetched.exitCode() == 0, "pip cannot fetch nbclient: " + fetched.said());
        }
        return python;
    }

    private Run run(int seconds, List<String> command) throws IOException, InterruptedException {
        Path said = Files.createTempFile(folder, "said", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("JUPYTER_DATA_DIR", folder.resolve("data").toString());
        builder.environment()
                .put("JUPYTER_RUNTIME_DIR", folder.resolve("runtime").toString());
        Process process;
        try {
            process = builder.start();
        } catch (IOException missing) {
            return abort("cannot start " + command.get(0) + ": " + missing.getMessage());
        }
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return new Run(-1, "took longer than " + seconds + " s: " + Files.readString(said));
        }
        return new Run(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
    }

    /** The class path of this test as a folder of jars. */
    private Path jars() throws IOException {
        Path jars = Files.createDirectories(folder.resolve("jars"));
        int number = 0;
        for (String entry : Distribution.classPath().split(File.pathSeparator)) {
            Path jar = jars.resolve(number++ + ".jar");
            if (Files.isRegularFile(Path.of(entry))) {
                Files.copy(Path.of(entry), jar);
            } else if (Files.isDirectory(Path.of(entry))) {
                pack(Path.of(entry), jar);
            }
        }
        return jars;
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                try {
                    out.putNextEntry(
                            new ZipEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                    Files.copy(file, out);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }
}
