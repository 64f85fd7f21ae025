package dev.tern.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command, over a real kernel. */
class RunCommandTest {
    @TempDir
    private Path folder;

    private record Run(int exitCode, String out, String err) {}

    private static Run tern(String input, String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        InputStream in = System.in;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
            System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            int exitCode = Main.run(arguments);
            return new Run(
                    exitCode, outBytes.toString(StandardCharsets.UTF_8), errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
            System.setIn(in);
        }
    }

    @Test
    void notebookThatPasses() throws IOException {
        Path notebook = new Notebooks()
                .markdown("# A <title>\n\n| a |\n|---|\n| 1 |\n")
                .code("int x = 6 * 7;\nSystem.out.println(\"x is \" + x);\nx")
                .code("display(\"bar\", \"begun\");\nupdate(\"bar\", \"ended\");")
                .code("tech.tablesaw.api.Table.create(\"t\", IntColumn.create(\"n\", 1, 2))")
                .code("org.nd4j.linalg.factory.Nd4j.ones(2, 3)")
                .code("throw new IllegalStateException(\"meant\");", "raises-exception")
                .write(folder.resolve("with blank.ipynb"));

        Run run = tern(
                "",
                "run",
                notebook.toString(),
                "--output",
                folder.resolve("out").toString());

        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        assertThat(run.out()).contains("A <title>", "x is 42", "ended", "float[2, 3]", "IllegalStateException");
        JsonObject json = JsonParser.parseString(
                        Files.readString(folder.resolve("out").resolve("with blank.ipynb")))
                .getAsJsonObject();
        assertThat(json.get("nbformat_minor").getAsInt()).isGreaterThanOrEqualTo(5);
        JsonArray cells = json.getAsJsonArray("cells");
        assertThat(cells).allMatch(cell -> cell.getAsJsonObject().has("id"));
        assertThat(types(cells.get(1))).containsExactly("stream", "execute_result");
        assertThat(types(cells.get(2))).containsExactly("display_data");
        assertThat(cells.get(2).toString()).contains("ended").doesNotContain("begun\"]");
        assertThat(cells.get(3).toString()).contains("text/html", "text/plain");
        assertThat(types(cells.get(5))).containsExactly("error");
        String page = Files.readString(folder.resolve("out").resolve("with blank.html"));
        assertThat(page)
                .contains("<title>A &lt;title&gt;</title>", "<table", "x is 42")
                .doesNotContain("src=\"http");
    }

    @Test
    void sameRunWritesTheSameBytes() throws IOException {
        Path notebook = new Notebooks().code("int y = 2;\ny * y").write(folder.resolve("n.ipynb"));

        assertThat(tern(
                                "",
                                "run",
                                notebook.toString(),
                                "--output",
                                folder.resolve("a").toString())
                        .exitCode())
                .isZero();
        assertThat(tern(
                                "",
                                "run",
                                notebook.toString(),
                                "--output",
                                folder.resolve("b").toString())
                        .exitCode())
                .isZero();

        for (String name : new String[] {"n.ipynb", "n.html"}) {
            assertThat(folder.resolve("a").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("b").resolve(name));
        }
    }

    @Test
    void firstFailingCellEndsTheRunAndNothingIsWritten() throws IOException {
        Path notebook = new Notebooks()
                .code("System.out.println(\"first\");")
                .code("int z = 1 / 0;")
                .code("System.out.println(\"third\");")
                .write(folder.resolve("fails.ipynb"));

        Run run = tern("", "run", notebook.toString());

        assertThat(run.exitCode()).isOne();
        assertThat(run.out()).contains("first", "ArithmeticException").doesNotContain("third\n");
        assertThat(run.err()).contains("nothing was written");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(notebook);
        }
    }

    @Test
    void scriptFromStandardInput() {
        Run run =
                tern("#!/usr/bin/env tern\nSystem.out.println(\"sum \" + IntStream.of(1, 2, 3).sum());\n", "run", "-");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("sum 6\n");
    }

    @Test
    void scriptErrorNamesFileAndLine() throws IOException {
        Path script = folder.resolve("study.jsh");
        Files.writeString(script, "int f(int x) {\n    return 1 / x;\n}\n\nf(0);\n");
        assertThat(tern("", "run", script.toString()))
                .matches(run -> run.exitCode() == 1)
                .matches(run -> run.err().startsWith(script + ":2: "), "names line 2");

        Files.writeString(script, "int a = 1;\n\nint b = \"text\";\n");
        assertThat(tern("", "run", script.toString()))
                .matches(run -> run.exitCode() == 1)
                .matches(run -> run.err().startsWith(script + ":3: "), "names line 3");
    }

    @Test
    void badInputHasOneClearError() throws IOException {
        assertThat(tern("", "run", folder.resolve("none.ipynb").toString()))
                .matches(run -> run.exitCode() == 1)
                .matches(run -> run.err().startsWith("tern: There is no file "));
        Path broken = Files.writeString(folder.resolve("broken.ipynb"), "{\"cells\": [");
        assertThat(tern("", "run", broken.toString()))
                .matches(run -> run.exitCode() == 1)
                .matches(run -> run.err().contains("is not a notebook"));
        Path old = Files.writeString(folder.resolve("old.ipynb"), "{\"nbformat\": 3, \"worksheets\": []}");
        assertThat(tern("", "run", old.toString()))
                .matches(run -> run.exitCode() == 1)
                .matches(run -> run.err().contains("nbformat is 3"));
        assertThat(tern("", "dance").exitCode()).isEqualTo(2);
    }

    @Test
    void consoleOverAPipe() {
        Run run = tern("int sq(int x) {\n  return x * x;\n}\nsq(9)\nnonsense(\n)\n2 + 3\n", "console");

        assertThat(run.out()).contains("81", "5");
        assertThat(run.exitCode()).isOne(); // one statement was wrong
    }

    private static Stream<String> types(JsonElement cell) {
        return cell.getAsJsonObject().getAsJsonArray("outputs").asList().stream()
                .map(output -> output.getAsJsonObject().get("output_type").getAsString());
    }
}
