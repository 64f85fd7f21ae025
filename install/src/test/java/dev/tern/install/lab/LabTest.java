package dev.tern.install.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tern.install.Notebooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * JupyterLab in a headless Chromium, driven as its user drives it. Pictures of every step are kept in
 * target/screenshots. Needs Python and Chromium; without them every test here is skipped, never passed.
 */
class LabTest {
    private static final String TABLE = """
            Table.create("students",
                StringColumn.create("model", "teacher, fp32", "ternary <student>", "integer"),
                DoubleColumn.create("accuracy", 0.942, 0.9493, Double.NaN),
                IntColumn.create("bytes", 62_704_640, 5_033_165, 5_033_165))""";
    private static final String CHART = """
            import dev.tern.view.*;
            Charts.lines("Loss while training", "epoch", "loss",
                Series.of("teacher", 0.61, 0.33, 0.21, 0.17), Series.of("student", 0.69, 0.48, 0.30, 0.22))""";

    private static final Path PICTURES = Path.of("target", "screenshots");

    private static JupyterFolders folders;
    private static JupyterServer server;
    private static Browser browser;
    private static LabPage lab;

    @BeforeAll
    static void openJupyterLab() throws IOException, InterruptedException {
        folders = JupyterFolders.shared();
        PythonEnvironment python = PythonEnvironment.with(folders, "jupyterlab");
        browser = Browser.start(folders.root().resolve("profile"), PICTURES);
        folders.installKernel();
        folders.setting("apputils-extension", "notification", "{\"fetchNews\": \"false\", \"checkForUpdates\": false}");
        // Otherwise cells outside the window are not in the page.
        folders.setting("notebook-extension", "tracker", "{\"windowingMode\": \"none\"}");
        // A machine at work on other things may need more than JupyterLab's second for the first completion.
        folders.setting("completer-extension", "manager", "{\"providerTimeout\": 20000}");
        server = JupyterServer.start(python, folders);
        lab = new LabPage(browser, server);
    }

    @AfterAll
    static void close() throws IOException, InterruptedException {
        if (browser != null) {
            Files.write(PICTURES.resolve("console.txt"), browser.complaints());
            browser.close();
        }
        if (server != null) {
            server.close();
            Files.copy(
                    folders.root().resolve("server.txt"),
                    PICTURES.resolve("server.txt"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @AfterEach
    void closeNotebooks() throws IOException, InterruptedException {
        lab.closeAll();
    }

    private static Notebooks notebook() {
        return new Notebooks().forKernel(JupyterFolders.KERNEL);
    }

    private static void open(Notebooks notebook, String name) throws IOException, InterruptedException {
        notebook.write(folders.notebooks().resolve(name));
        lab.open(name);
    }

    @Test
    void runAllShowsEveryKindOfOutput() throws IOException, InterruptedException {
        Notebooks cells = notebook()
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
                .code("int y = \"text\".lenght();");
        open(cells, "everything.ipynb");

        lab.begin("notebook:run-all-cells");
        lab.awaitEnd(8);
        browser.height(2200);
        browser.screenshot("1-run-all");
        lab.theme("JupyterLab Dark");
        browser.screenshot("2-run-all-dark");
        lab.theme("JupyterLab Light");
        browser.height(1000);

        assertThat(lab.output(0)).contains("printed", "warned", "42");
        assertThat(lab.visible(1, "tbody tr")).isEqualTo(3);
        assertThat(lab.output(1)).contains("ternary <student>", "accuracy");
        assertThat(lab.visible(2, "img")).isOne();
        assertThat(lab.output(3)).contains("TWN");
        assertThat(lab.visible(4, "tbody tr")).isEqualTo(2);
        assertThat(lab.visible(5, "tbody tr")).isOne();
        assertThat(lab.output(6)).contains("599999994");
        assertThat(lab.output(7)).contains("IllegalStateException", "nothing left", "half");
        assertThat(lab.output(8)).contains("lenght");
        assertThat(lab.prompt(8)).isEqualTo("[9]:");
    }

    @Test
    void tabOpensTheCompletions() throws IOException, InterruptedException {
        open(notebook().code("String text = \"hello\";").code(""), "completion.ipynb");
        lab.run(0);

        lab.edit(1, "text.sub");
        browser.press("Tab");
        browser.await(20, "document.querySelectorAll('.jp-Completer .jp-Completer-item').length > 1");
        browser.screenshot("3-completion");
        String shown = browser.evaluate("document.querySelector('.jp-Completer').innerText")
                .getAsString();
        assertThat(shown).contains("substring", "subSequence", "function");
        browser.press("Enter");
        browser.await(20, "tern.cell(1).model.sharedModel.getSource() !== 'text.sub'");
        assertThat(lab.source(1)).startsWith("text.sub").hasSizeGreaterThan("text.sub".length());
    }

    @Test
    void shiftTabOpensTheSignature() throws IOException, InterruptedException {
        open(notebook().code("1").code(""), "tooltip.ipynb");
        lab.run(0);

        lab.edit(1, "Math.max(");
        browser.press("Shift+Tab");
        browser.await(20, "document.querySelector('.jp-Tooltip').innerText.includes('max(')");
        browser.screenshot("4-tooltip");
        browser.press("Escape");
    }

    @Test
    void interruptEndsALoopAndKeepsVariables() throws IOException, InterruptedException {
        open(
                notebook()
                        .code("int kept = 41;")
                        .code("while (true) {\n    kept++;\n    kept--;\n}")
                        .code("kept + 1"),
                "interrupt.ipynb");
        lab.run(0);
        lab.start(1);
        Thread.sleep(300);
        assertThat(lab.prompt(1)).isEqualTo("[*]:");

        lab.select(1);
        browser.press("i");
        browser.press("i");
        lab.awaitEnd(1);
        lab.run(2);
        browser.screenshot("5-interrupt");

        assertThat(lab.output(1)).contains("nterrupt");
        assertThat(lab.output(2)).containsPattern("4[123]");
        assertThat(lab.prompt(2)).isEqualTo("[3]:");
    }

    @Test
    void restartBeginsAgain() throws IOException, InterruptedException {
        open(notebook().code("int gone = 1;").code("gone"), "restart.ipynb");
        lab.run(0);
        lab.run(1);
        assertThat(lab.prompt(1)).isEqualTo("[2]:");

        lab.select(1);
        browser.press("0");
        browser.press("0");
        browser.await(20, "document.querySelector('.jp-Dialog .jp-mod-accept')");
        browser.screenshot("6-restart-dialog");
        browser.click(".jp-Dialog .jp-mod-accept");
        browser.await(20, "!document.querySelector('.jp-Dialog')");
        lab.awaitIdleKernel();
        lab.run(1);
        browser.screenshot("7-after-restart");

        assertThat(lab.prompt(1)).isEqualTo("[1]:");
        assertThat(lab.output(1)).contains("gone").doesNotContain("restart");
    }

    @Test
    void standardInputOpensABox() throws IOException, InterruptedException {
        open(
                notebook()
                        .code("var typed = new Scanner(System.in);\nSystem.out.println(\"Your name?\");\n"
                                + "\"Hello \" + typed.nextLine()"),
                "input.ipynb");
        lab.start(0);
        browser.await(30, "document.querySelector('.jp-Stdin-input') === document.activeElement");
        browser.screenshot("8-input-box");
        browser.type("Grace Höpper");
        browser.press("Enter");
        lab.awaitEnd(0);

        assertThat(lab.output(0)).contains("Your name?", "Hello Grace Höpper");
    }

    @Test
    void tableAndChartAreVisibleInAnUntrustedNotebook() throws IOException, InterruptedException {
        open(notebook().code(TABLE).code(CHART).code("model().ternarize(TWN)"), "trusted.ipynb");
        lab.begin("notebook:run-all-cells");
        lab.awaitEnd(2);
        lab.save();
        lab.closeAll();
        // Other bytes than those that JupyterLab signed: as if the notebook came by mail.
        JsonObject notebook = JsonParser.parseString(
                        Files.readString(folders.notebooks().resolve("trusted.ipynb")))
                .getAsJsonObject();
        notebook.getAsJsonObject("metadata").addProperty("from", "elsewhere");
        Files.writeString(folders.notebooks().resolve("untrusted.ipynb"), notebook.toString());

        lab.open("untrusted.ipynb");
        browser.await(20, "tern.output(0) !== ''");
        browser.screenshot("9-untrusted");

        assertThat(lab.isTrusted(0)).isFalse();
        assertThat(lab.visible(0, "tbody tr")).isEqualTo(3);
        assertThat(lab.visible(0, "td")).isGreaterThanOrEqualTo(9);
        assertThat(lab.visible(1, "img")).isOne();
        assertThat(browser.evaluate("tern.node(1).querySelector('img').naturalWidth")
                        .getAsInt())
                .as("the picture has been read")
                .isGreaterThan(100);
        assertThat(lab.visible(2, "table tr")).isPositive();
    }

    @Test
    void twoNotebooksHaveTwoKernels() throws IOException, InterruptedException {
        open(notebook().code("int mine = 7;\nwhile (true) {}"), "first.ipynb");
        lab.start(0);
        open(notebook().code("\"free: \" + (2 + 3)").code("mine"), "second.ipynb");
        lab.run(0);
        assertThat(lab.output(0)).contains("free: 5");
        lab.run(1);
        assertThat(lab.output(1)).contains("mine").doesNotContain("7");
        lab.show("first.ipynb");
        lab.select(0);
        browser.press("i");
        browser.press("i");
        lab.awaitEnd(0);
    }
}
