package dev.tern.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.session.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files run in the session, and their errors name them. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LoadMagicTest {
    private static MagicFixture kernel;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        kernel = new MagicFixture();
    }

    @AfterAll
    static void stop() {
        kernel.close();
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    void scriptsClassesAndNotebooksRun() throws IOException {
        assertThat(kernel.value("%load " + file("a.jsh", "int fromScript = 1;\n/env --class-path x\nfromScript + 1")))
                .isEqualTo("2");
        assertThat(kernel.error()).contains("a.jsh, line 2: /env --class-path x");
        String java =
                "// Licence\npackage some.where;\n\nimport java.util.*;\n\npublic class Loaded {\n  int n = 3;\n}\n";
        assertThat(kernel.value("%load " + file("Loaded.java", java) + "\nnew Loaded().n"))
                .isEqualTo("3");
        String notebook = "{\"cells\": [{\"cell_type\": \"markdown\", \"source\": \"# text\"},"
                + "{\"cell_type\": \"code\", \"source\": [\"int fromNotebook = 4;\\n\", \"%pwd\"]},"
                + "{\"cell_type\": \"code\", \"source\": \"fromNotebook * 10\"}], \"nbformat\": 4}";
        assertThat(kernel.value("%load \"" + file("with space.ipynb", notebook) + "\""))
                .isEqualTo("40");
        assertThat(kernel.out()).contains("ran 2 cells of ");
        assertThat(kernel.value("%load " + folder.resolve("a.jsh").toUri())).isEqualTo("2");
    }

    @Test
    void errorsNameTheFileAndTheLine() throws IOException {
        Outcome compiled = kernel.run("%load " + file("wrong.jsh", "int fine = 1;\n\nint bad = nowhere;\n"));
        assertThat(MagicFixture.trace(compiled)).contains("wrong.jsh", "line 3: int bad = nowhere;");
        Outcome thrown =
                kernel.run("%load " + file("throws.jsh", "void f() {\n  throw new IllegalStateException();\n}\nf();"));
        assertThat(MagicFixture.trace(thrown))
                .containsPattern("throws\\.jsh.*line 2")
                .containsPattern("throws\\.jsh.*line 4");
        Outcome inClass =
                kernel.run("%load " + file("Wrong.java", "package a.b;\n\nclass Wrong {\n  int x = \"text\";\n}\n"));
        assertThat(MagicFixture.trace(inClass)).contains("Wrong.java", "line 4:");
        String notebook = "{\"cells\": [{\"cell_type\": \"markdown\", \"source\": \"\"},"
                + "{\"cell_type\": \"code\", \"source\": \"int a = 1;\\nint b = nowhere;\"}]}";
        Outcome inCell = kernel.run("%load " + file("wrong.ipynb", notebook));
        assertThat(MagicFixture.trace(inCell)).contains("wrong.ipynb cell 2", "line 2: int b");
        assertThat(inCell.failure().message()).contains("wrong.ipynb");
    }

    @Test
    void anErrorEndsTheLoading() throws IOException {
        kernel.run("%load " + file("half.jsh", "int reached = 1;\nint zero = 0;\nint bad = 1 / zero;\nint behind = 1;")
                + " " + file("next.jsh", "int next = 1;"));
        assertThat(kernel.output("%who reached behind next")).isEqualTo("reached\n");
    }

    @Test
    void whatCannotBeLoadedIsExplained() throws IOException {
        assertThat(kernel.failure("%load")).contains("Which file?");
        assertThat(kernel.failure("%load " + folder.resolve("none.jsh"))).contains("There is no file", "none.jsh");
        assertThat(kernel.failure("%load " + folder)).contains("is a folder");
        assertThat(kernel.failure("%load " + file("data.txt", "x"))).contains(".jshell or .ipynb");
        assertThat(kernel.failure("%load " + file("broken.ipynb", "{"))).contains("no notebook");
        assertThat(kernel.failure("%load http://127.0.0.1:1/x.jsh")).contains("cannot be read");
        String loop = folder.resolve("loop.jsh").toString();
        file("other.jsh", "%load " + loop);
        assertThat(kernel.failure("%load " + file("loop.jsh", "%load " + folder.resolve("other.jsh"))))
                .contains("loads itself", "other.jsh");
    }
}
