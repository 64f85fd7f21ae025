package dev.tern.install.lab;

import static dev.tern.install.lab.OpenLab.notebook;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What JupyterLab shows under the cells, in a notebook it trusts and in one it does not. */
class LabDisplayTest {
    @RegisterExtension
    static final OpenLab LAB = new OpenLab();

    private static final String TABLE = """
            Table.create("students",
                StringColumn.create("model", "teacher, fp32", "ternary <student>", "integer"),
                DoubleColumn.create("accuracy", 0.942, 0.9493, Double.NaN),
                IntColumn.create("bytes", 62_704_640, 5_033_165, 5_033_165))""";
    private static final String CHART = """
            import dev.tern.view.*;
            Charts.lines("Loss while training", "epoch", "loss",
                Series.of("teacher", 0.61, 0.33, 0.21, 0.17), Series.of("student", 0.69, 0.48, 0.30, 0.22))""";
    /** What WCAG asks of text of any size. */
    private static final double READABLE = 4.5;

    @Test
    void runAllShowsEveryCell() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "everything.ipynb",
                notebook()
                        .code("int x = 6 * 7;\nSystem.out.println(\"printed\");\nSystem.err.println(\"warned\");\nx")
                        .code(TABLE)
                        .code(CHART)
                        .code("model().ternarize(TWN).activations(int8, asymmetric)")
                        .code("record Point(int x, double y) {}\nList.of(new Point(1, 2.5), new Point(3, -4))")
                        .code("Map.of(\"one\", 1)")
                        .code("long sum = 0;\nfor (int i = 0; i < 200_000_000; i++) {\n    sum += i % 7;\n}\nsum")
                        .code(
                                "int half(int n) {\n    if (n == 0) throw new IllegalStateException(\"nothing left\");\n"
                                        + "    return half(n / 2);\n}\nhalf(4)",
                                "raises-exception")
                        .code("int y = \"text\".lenght();"));

        page.runAll();
        page.awaitEnd(8);
        page.photograph("run-all");

        assertThat(page.output(0)).contains("printed", "warned", "42");
        assertThat(page.visible(1, "tbody tr")).isEqualTo(3);
        assertThat(page.output(1)).contains("ternary <student>", "accuracy");
        assertThat(page.visible(2, "img")).isOne();
        assertThat(page.output(3)).contains("TWN");
        assertThat(page.visible(4, "tbody tr")).isEqualTo(2);
        assertThat(page.visible(5, "tbody tr")).isOne();
        assertThat(page.output(6)).isEqualTo("599999994");
        assertThat(page.output(7)).contains("IllegalStateException", "nothing left", "half");
        assertThat(page.output(8)).contains("lenght");
        assertThat(page.prompt(8)).isEqualTo("[9]:");
        for (String theme : new String[] {"JupyterLab Dark", "JupyterLab Light"}) {
            page.theme(theme);
            assertThat(page.contrast(7)).as("an exception in " + theme).isGreaterThan(READABLE);
            assertThat(page.contrast(8)).as("a compiler's error in " + theme).isGreaterThan(READABLE);
        }
    }

    @Test
    void everyKindOfDisplayIsDrawn() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "displays.ipynb",
                notebook()
                        .code("markdown(\"**bold** and $x^2$\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |\")")
                        .code("latex(\"\\\\frac{1}{2}\")")
                        .code("svg(\"<svg xmlns='http://www.w3.org/2000/svg' width='80' height='40'>"
                                + "<circle cx='20' cy='20' r='18' fill='teal'/></svg>\")")
                        .code("json(Map.of(\"numbers\", List.of(1, 2, 3)))")
                        .code("vegaLite(Map.of(\"data\", Map.of(\"values\", List.of(Map.of(\"a\", \"A\", \"b\", 28),"
                                + " Map.of(\"a\", \"B\", \"b\", 55))), \"mark\", \"bar\", \"encoding\","
                                + " Map.of(\"x\", Map.of(\"field\", \"a\"), \"y\", Map.of(\"field\", \"b\","
                                + " \"type\", \"quantitative\"))))")
                        .code("new java.awt.image.BufferedImage(90, 60, java.awt.image.BufferedImage.TYPE_INT_RGB)")
                        .code("org.nd4j.linalg.factory.Nd4j.createFromArray("
                                + "new float[][] {{1, -2.5f, 3}, {0, 0.125f, -4}})")
                        .code("display(\"bar\", \"begun\");\nfor (int i = 0; i <= 100; i++) {\n"
                                + "    update(\"bar\", i + \" of 100\");\n}")
                        .code("System.out.println(\"first\");\nclear();\nSystem.out.println(\"second\");")
                        .code("for (int i = 0; i < 20_000; i++) System.out.println(i);")
                        .code("new Thread(() -> System.out.println(\"from a thread\")).start();\nThread.sleep(300);"));

        page.runAll();
        page.awaitEnd(10);
        LAB.browser().await(60, "tern.node(4).querySelector('.vega-embed canvas, .vega-embed svg')");
        LAB.browser().await(60, "tern.node(1).querySelector('mjx-container')");
        page.photograph("displays");

        assertThat(page.visible(0, "strong")).isOne();
        assertThat(page.visible(0, "mjx-container")).isOne();
        assertThat(page.visible(0, "tbody tr")).isOne();
        assertThat(page.visible(1, "mjx-container")).isOne();
        assertThat(page.visible(2, "svg, img")).isPositive();
        assertThat(page.output(3)).contains("numbers");
        assertThat(page.visible(4, ".vega-embed canvas, .vega-embed svg")).isPositive();
        assertThat(page.visible(5, "img")).isOne();
        assertThat(page.visible(6, "td")).isEqualTo(6);
        assertThat(page.output(7)).isEqualTo("100 of 100");
        assertThat(page.output(8)).contains("second").doesNotContain("first");
        assertThat(page.output(9)).startsWith("0\n1\n2\n").contains("\n19999");
        assertThat(page.output(10)).contains("from a thread");
    }

    @Test
    void tableAndChartAreVisibleInAnUntrustedNotebook() throws IOException, InterruptedException {
        LabPage page =
                LAB.open("trusted.ipynb", notebook().code(TABLE).code(CHART).code("model().ternarize(TWN)"));
        Browser browser = LAB.browser();
        page.runAll();
        page.awaitEnd(2);
        page.save();
        page.closeAll();
        // Other bytes than those that JupyterLab signed: as if the notebook came by mail.
        JsonObject notebook = JsonParser.parseString(
                        Files.readString(LAB.notebooks().resolve("trusted.ipynb")))
                .getAsJsonObject();
        notebook.getAsJsonObject("metadata").addProperty("from", "elsewhere");
        Files.writeString(LAB.notebooks().resolve("untrusted.ipynb"), notebook.toString());

        page.open("untrusted.ipynb");
        browser.await(60, "tern.node(1).querySelector('.jp-OutputArea-output img').naturalWidth > 100");
        browser.screenshot("untrusted");

        assertThat(page.isTrusted(0)).isFalse();
        assertThat(page.visible(0, "tbody tr")).isEqualTo(3);
        assertThat(page.visible(0, "td")).isEqualTo(9);
        assertThat(page.visible(1, "img")).isOne();
        assertThat(page.visible(2, "table tr")).isPositive();
    }
}
