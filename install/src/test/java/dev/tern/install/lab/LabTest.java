package dev.tern.install.lab;

import static dev.tern.install.lab.OpenLab.notebook;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a user does at the keyboard of JupyterLab: complete, look up, interrupt, restart, answer. */
class LabTest {
    @RegisterExtension
    static final OpenLab LAB = new OpenLab();

    @Test
    void tabCompletesAndShiftTabTellsTheSignature() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "language.ipynb",
                notebook().code("String text = \"hello\";").code("").code(""));
        Browser browser = LAB.browser();
        page.run(0);

        page.edit(1, "text.sub");
        browser.press("Tab");
        browser.await(60, "document.querySelectorAll('.jp-Completer .jp-Completer-item').length > 1");
        browser.screenshot("completion");
        String shown = browser.evaluate("document.querySelector('.jp-Completer').innerText")
                .getAsString();
        assertThat(shown).contains("substring", "subSequence", "function");
        browser.press("Enter");
        browser.await(60, "tern.cell(1).model.sharedModel.getSource() !== 'text.sub'");
        assertThat(page.source(1)).startsWith("text.sub").hasSizeGreaterThan("text.sub".length());

        page.edit(2, "Math.max(");
        browser.press("Shift+Tab");
        browser.await(60, "document.querySelector('.jp-Tooltip').innerText.includes('double')");
        browser.screenshot("tooltip");
        assertThat(browser.evaluate("document.querySelector('.jp-Tooltip').innerText")
                        .getAsString())
                .contains("max(double a, double b)");
        browser.press("Escape");
    }

    @Test
    void completionAnswersWhileACellRuns() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "busy.ipynb",
                notebook()
                        .code("System.out.println(\"begun\");\nwhile (true) {}")
                        .code(""));
        Browser browser = LAB.browser();
        page.start(0);
        page.awaitOutput(0, "begun");

        page.edit(1, "Math.abs");
        browser.press("Shift+Tab");
        browser.await(60, "document.querySelector('.jp-Tooltip').innerText.includes('abs')");
        browser.press("Escape");
        page.edit(1, "Math.m");
        browser.press("Tab");
        browser.await(60, "document.querySelectorAll('.jp-Completer .jp-Completer-item').length > 1");
        browser.screenshot("completion-while-busy");
        assertThat(page.prompt(0)).isEqualTo("[*]:");
        browser.press("Escape");
        page.interrupt();
        page.awaitEnd(0);
    }

    @Test
    void interruptKeepsVariablesAndRestartForgetsThem() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "interrupt.ipynb",
                notebook()
                        .code("int kept = 41;")
                        .code("System.out.println(\"begun\");\nwhile (true) {\n    Math.abs(kept);\n}")
                        .code("kept + 1"));
        Browser browser = LAB.browser();
        page.run(0);
        page.start(1);
        page.awaitOutput(1, "begun");
        assertThat(page.prompt(1)).isEqualTo("[*]:");

        page.interrupt();
        page.awaitEnd(1);
        page.run(2);
        browser.screenshot("interrupt");
        assertThat(page.output(1)).contains("Interrupted");
        assertThat(page.output(2)).isEqualTo("42");
        assertThat(page.prompt(2)).isEqualTo("[3]:");

        page.select(2);
        browser.press("0");
        browser.press("0");
        browser.await(60, "document.querySelector('.jp-Dialog .jp-mod-accept')");
        browser.screenshot("restart-dialog");
        browser.click(".jp-Dialog .jp-mod-accept");
        browser.await(60, "!document.querySelector('.jp-Dialog')");
        page.awaitIdleKernel();
        page.run(2);
        browser.screenshot("restart");
        assertThat(page.prompt(2)).isEqualTo("[1]:");
        assertThat(page.output(2)).contains("kept").doesNotContain("42");
    }

    @Test
    void standardInputAndPasswordsOpenABox() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "input.ipynb",
                notebook()
                        .code("var typed = new Scanner(System.in);\nSystem.out.println(\"Your name?\");\n"
                                + "\"Hello \" + typed.nextLine()")
                        .code("password(\"Word: \").length()")
                        .code("System.in.read()"));
        Browser browser = LAB.browser();

        page.start(0);
        browser.await(60, "document.querySelector('.jp-Stdin-input') === document.activeElement");
        browser.screenshot("input");
        browser.type("Grace Höpper");
        browser.press("Enter");
        page.awaitEnd(0);
        assertThat(page.output(0)).contains("Your name?", "Hello Grace Höpper");

        page.start(1);
        browser.await(60, "document.querySelector('.jp-Stdin-input') === document.activeElement");
        assertThat(browser.evaluate("document.activeElement.type").getAsString())
                .isEqualTo("password");
        browser.type("secret");
        browser.screenshot("password");
        browser.press("Enter");
        page.awaitEnd(1);
        assertThat(page.output(1)).contains("6").doesNotContain("secret");

        page.start(2);
        browser.await(60, "document.querySelector('.jp-Stdin-input') === document.activeElement");
        page.command("notebook:interrupt-kernel", "{}");
        page.awaitEnd(2);
        browser.screenshot("input-interrupted");
        assertThat(page.output(2)).containsIgnoringCase("interrupted");
    }

    @Test
    void twoNotebooksHaveTwoKernels() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "first.ipynb", notebook().code("int mine = 7;\nSystem.out.println(\"begun\");\nwhile (true) {}"));
        page.start(0);
        page.awaitOutput(0, "begun");
        LAB.open("second.ipynb", notebook().code("\"free: \" + (2 + 3)").code("mine"));
        page.run(0);
        assertThat(page.output(0)).contains("free: 5");
        page.run(1);
        assertThat(page.output(1)).contains("mine").doesNotContain("7");

        page.show("first.ipynb");
        assertThat(page.prompt(0)).isEqualTo("[*]:");
        page.interrupt();
        page.awaitEnd(0);
        assertThat(page.output(0)).contains("Interrupted");
    }
}
