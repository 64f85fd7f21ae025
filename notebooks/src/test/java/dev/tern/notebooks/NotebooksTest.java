package dev.tern.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.install.client.KernelSession;
import dev.tern.install.notebook.Cell;
import dev.tern.install.notebook.HtmlPage;
import dev.tern.install.notebook.Notebook;
import dev.tern.install.notebook.NotebookRunner;
import dev.tern.install.notebook.TerminalView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every notebook of this folder runs through the real kernel without an error. */
class NotebooksTest {
    private static List<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(""))) {
            return files.filter(file -> file.toString().endsWith(".ipynb"))
                    .filter(file -> !file.toString().endsWith(".executed.ipynb"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereIsACourse() throws IOException {
        assertThat(notebooks()).isNotEmpty();
    }

    @TestFactory
    Stream<DynamicTest> everyCellRuns() throws IOException {
        return notebooks().stream().map(file -> DynamicTest.dynamicTest(file.toString(), () -> run(file)));
    }

    private static void run(Path file) throws IOException {
        Notebook notebook = Notebook.read(file);
        TerminalView view = new TerminalView(System.out, TerminalView.Kind.PLAIN);
        try (KernelSession kernel = KernelSession.start(Path.of("").toAbsolutePath())) {
            assertThat(new NotebookRunner(kernel, view).run(notebook)).isEqualTo(NotebookRunner.Result.DONE);
        }
        for (Cell cell : notebook.cells()) {
            if (cell.isCode()) {
                assertThat(cell.outputs().toString())
                        .as("outputs of: " + cell.source())
                        .doesNotContain("\"output_type\":\"error\"");
            }
        }
        assertThat(HtmlPage.of(notebook, file.toString(), Path.of("")))
                .contains("</html>")
                .doesNotContain("src=\"http");
    }
}
