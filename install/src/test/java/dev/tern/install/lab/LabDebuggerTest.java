package dev.tern.install.lab;

import static dev.tern.install.lab.OpenLab.notebook;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** JupyterLab's debugger on cells of Java: what a user clicks, and what the sidebar then shows. */
class LabDebuggerTest {
    @RegisterExtension
    static final OpenLab LAB = new OpenLab();

    private static final int SECONDS = 60;

    @Test
    void aBreakpointInTheGutterStopsTheCell() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "debugger.ipynb",
                notebook()
                        .code("int twice(int n) {\n    int k = n * 2;\n    return k;\n}")
                        .code("int first = 20;\nint second = twice(first) + 2;\nsecond"));
        Browser browser = LAB.browser();
        page.run(0);

        browser.await(
                SECONDS,
                "document.querySelector('.jp-DebuggerBugButton[aria-disabled=false],"
                        + " .jp-DebuggerBugButton:not([disabled])')");
        browser.click(".jp-DebuggerBugButton");
        browser.await(SECONDS, "tern.panel().node.querySelector('.cm-breakpoint-gutter .cm-gutterElement')");
        browser.await(SECONDS, "document.querySelector('.jp-DebuggerCallstack')");
        browser.screenshot("debugger-on");

        setBreakpoint(browser, 0, 2);
        page.start(1);
        awaitFrames(browser, "twice");
        browser.await(
                SECONDS,
                "tern.sidebar().includes('Locals') && document.querySelector('.jp-DebuggerVariables').innerText.includes('20')");
        browser.screenshot("debugger-stopped");
        assertThat(page.prompt(1)).isEqualTo("[*]:");
        assertThat(sidebar(browser)).contains("twice", "cell [2]");

        page.command("debugger:next", "{}");
        browser.await(SECONDS, "document.querySelector('.jp-DebuggerVariables').innerText.includes('40')");
        browser.screenshot("debugger-stepped");
        page.command("debugger:stepOut", "{}");
        browser.await(
                SECONDS,
                "!document.querySelector('.jp-DebuggerCallstack').innerText.includes('twice')"
                        + " && document.querySelector('.jp-DebuggerCallstack').innerText.includes('cell')");
        page.command("debugger:continue", "{}");
        page.awaitEnd(1);
        browser.screenshot("debugger-continued");
        assertThat(page.output(1)).isEqualTo("42");
    }

    private static void setBreakpoint(Browser browser, int cell, int line) throws IOException, InterruptedException {
        String gutter = "[...tern.node(" + cell + ").querySelectorAll('.cm-breakpoint-gutter .cm-gutterElement')]"
                + ".filter(e => e.style.visibility !== 'hidden' && tern.box(e) > 0)";
        browser.await(SECONDS, gutter + ".length >= " + line);
        browser.evaluate("void (" + gutter + "[" + (line - 1) + "].id = 'gutter-under-test')");
        browser.click("#gutter-under-test");
        browser.await(SECONDS, "document.querySelector('.jp-DebuggerBreakpoint')");
    }

    private static void awaitFrames(Browser browser, String name) throws IOException, InterruptedException {
        browser.evaluate("void (tern.sidebar = () => document.querySelector('#jp-debugger-sidebar').innerText)");
        browser.await(
                SECONDS,
                "document.querySelector('.jp-DebuggerCallstack').innerText.includes(" + Browser.quoted(name) + ")");
    }

    private static String sidebar(Browser browser) {
        return browser.evaluate("tern.sidebar()").getAsString();
    }
}
