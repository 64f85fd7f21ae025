package dev.tern.install.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tern.install.Notebooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Notebooks in nbclient and nbconvert, through the kernelspec that install writes. The whole course takes minutes of
 * training there: it is executed where the property tern.course is set. Needs Python; skipped without it.
 */
class JupyterTest {
    private static final String EXECUTE = """
            import nbformat, sys
            from nbclient import NotebookClient
            notebook = nbformat.read(sys.argv[1], 4)
            NotebookClient(notebook, kernel_name="tern-test", timeout=600, startup_timeout=60).execute()
            nbformat.validate(notebook)
            nbformat.write(notebook, sys.argv[2])
            """;

    private static @Nullable PythonEnvironment opened;

    /** In every test and not before all of them: Surefire does not tell of a class that was skipped as a whole. */
    private static PythonEnvironment python() throws IOException, InterruptedException {
        PythonEnvironment python = opened;
        if (python == null) {
            python = PythonEnvironment.with(JupyterFolders.shared(), "nbclient", "nbconvert");
            JupyterFolders.shared().installKernel();
            opened = python;
        }
        return python;
    }

    @Test
    void notebookRunsAndConverts() throws IOException, InterruptedException {
        Path notebook = new Notebooks()
                .markdown("# A title")
                .code("int x = 6 * 7;\nSystem.out.println(\"printed\");\nx")
                .code("display(tech.tablesaw.api.Table.create(\"t\", IntColumn.create(\"n\", 1, 2)));")
                .code("model().ternarize(TWN).activations(int8, asymmetric)")
                .code("dev.tern.view.Charts.bars(\"Sizes\", \"MiB\", new String[] {\"a\"}, new double[] {2})")
                .code("throw new IllegalStateException(\"meant\");", "raises-exception")
                .write(newFolder().resolve("in.ipynb"));

        Path executed = execute(notebook);

        assertThat(Files.readString(executed))
                .contains("printed", "42", "text/html", "<table", "model().ternarize(TWN)", "data:image/svg+xml");
        assertThat(Files.readString(executed).split("\"output_type\": \"error\"", -1))
                .as("errors")
                .hasSize(2);
        assertThat(convert(executed, "html"))
                .contains("A title", "<table", "data:image/svg+xml", "meant", "<span class=\"kt\">int</span>")
                .doesNotContain("\u001b[");
        assertThat(convert(executed, "script")).contains("int x = 6 * 7;", "model().ternarize(TWN)");
    }

    @TestFactory
    Stream<DynamicTest> courseConverts() throws IOException {
        return course().map(file -> DynamicTest.dynamicTest(file.toString(), () -> {
            assertThat(convert(file, "html")).contains("</html>", "<span class=\"");
            assertThat(convert(file, "script")).contains("//", "model(");
        }));
    }

    @TestFactory
    Stream<DynamicTest> courseRuns() throws IOException {
        return course().map(file -> DynamicTest.dynamicTest(file.toString(), () -> {
            assumeTrue(System.getProperty("tern.course") != null, "minutes of training: set tern.course to run it");
            assertThat(Files.readString(execute(file))).doesNotContain("\"output_type\": \"error\"");
        }));
    }

    private static Stream<Path> course() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "notebooks"))) {
            List<Path> notebooks = files.filter(file -> file.toString().endsWith(".ipynb"))
                    .filter(file -> !file.toString().endsWith(".executed.ipynb"))
                    .sorted()
                    .toList();
            return notebooks.stream();
        }
    }

    private static Path execute(Path notebook) throws IOException, InterruptedException {
        Path folder = newFolder();
        Path program = Files.writeString(folder.resolve("run.py"), EXECUTE);
        Path executed = folder.resolve("executed.ipynb");
        PythonEnvironment.Run run = python().run(900, program.toString(), notebook.toString(), executed.toString());
        assertThat(run.exitCode()).as(run.said()).isZero();
        return executed;
    }

    private static String convert(Path notebook, String format) throws IOException, InterruptedException {
        Path folder = newFolder();
        PythonEnvironment.Run run =
                python().run(100, "-m", "nbconvert", "--to", format, "--output-dir=" + folder, notebook.toString());
        assertThat(run.exitCode()).as(run.said()).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> written = files.toList();
            assertThat(written).as(run.said()).hasSize(1);
            return Files.readString(written.get(0));
        }
    }

    private static Path newFolder() throws IOException {
        return Files.createTempDirectory(JupyterFolders.shared().root(), "jupyter");
    }
}
