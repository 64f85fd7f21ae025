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
    private static final String TWICE = "int twice(int n) {\n    int k = n * 2;\n    return k;\n}";

    /**
     * Kept when JupyterLab has no question left about the kernel's debugger. The kernel answers in the order it is
     * asked: once our own question is answered, so are JupyterLab's, and a next one of these would have been sent.
     */
    private static final String ALL_IS_ASKED = """
            (async () => {
              const kernel = tern.panel().sessionContext.session.kernel;
              let asked = 0;
              const count = (from, said) => {
                asked += said.direction === 'send' && said.msg.header.msg_type === 'debug_request' ? 1 : 0; };
              kernel.anyMessage.connect(count);
              do {
                asked = 0;
                await kernel.requestDebug({type: 'request', seq: 0, command: 'debugInfo'}).done;
                await new Promise(done => setTimeout(done));
              } while (asked > 1);
              kernel.anyMessage.disconnect(count);
            })()""";

    @Test
    void itCanBeSwitchedOnBeforeTheFirstCell() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "early.ipynb",
                notebook().code("for (int early = 6; early < 7; early++) {\n    System.out.println(early * 7);\n}"));
        Browser browser = LAB.browser();
        switchOn(browser);
        setBreakpoint(browser, 0, 2);
        page.start(0);
        awaitPart(browser, "Callstack", "cell [1]");
        awaitPart(browser, "Variables", "early");
        page.command("debugger:continue", "{}");
        page.awaitEnd(0);
        page.awaitOutput(0, "42");
    }

    @Test
    void aBreakpointInTheGutterStopsTheCell() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "debugger.ipynb",
                notebook().code(TWICE).code("int first = 20;\nint second = twice(first) + 2;\nsecond"));
        Browser browser = LAB.browser();
        page.run(0);
        switchOn(browser);
        browser.screenshot("debugger-on");

        setBreakpoint(browser, 0, 2);
        page.start(1);
        awaitPart(browser, "Callstack", "twice");
        awaitPart(browser, "Variables", "20");
        browser.screenshot("debugger-stopped");
        assertThat(page.prompt(1)).isEqualTo("[*]:");
        assertThat(part(browser, "Callstack")).contains("twice", "cell [2]");

        page.command("debugger:next", "{}");
        awaitPart(browser, "Variables", "40");
        browser.screenshot("debugger-stepped");
        page.command("debugger:stepOut", "{}");
        browser.await(
                SECONDS, "!" + text("Callstack") + ".includes('twice') && " + text("Callstack") + ".includes('cell')");
        page.command("debugger:continue", "{}");
        page.awaitEnd(1);
        browser.screenshot("debugger-continued");
        assertThat(page.output(1)).isEqualTo("42");
    }

    @Test
    void aStepGoesIntoAMethodWhereACallerIsLookedIntoAndAnExpressionEvaluated()
            throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "stepping.ipynb", notebook().code(TWICE).code("for (int i = 3; i < 5; i++) {\n    twice(i);\n}"));
        Browser browser = LAB.browser();
        page.run(0);
        switchOn(browser);
        setBreakpoint(browser, 1, 2);
        page.start(1);
        awaitPart(browser, "Variables", "i");
        page.command("debugger:stepIn", "{}");
        awaitPart(browser, "Callstack", "twice");
        awaitPart(browser, "Variables", "n");
        browser.evaluate("[...document.querySelectorAll('.jp-DebuggerCallstack li')][1].click()");
        browser.await(SECONDS, text("Variables") + ".includes('i') && !" + text("Variables") + ".includes('n:')");
        browser.screenshot("debugger-caller");
        browser.evaluate("[...document.querySelectorAll('.jp-DebuggerCallstack li')][0].click()");

        page.command("debugger:evaluate", "{}");
        browser.await(SECONDS, "document.querySelector('.jp-DebugConsole .jp-CodeConsole-promptCell .cm-content')");
        browser.evaluate("document.querySelector('.jp-DebugConsole .jp-CodeConsole-promptCell .cm-content').focus()");
        browser.type("n * 100 + twice(1)");
        browser.press("Shift+Enter");
        browser.await(SECONDS, "document.querySelector('.jp-DebugConsole').innerText.includes('302')");
        awaitPart(browser, "Variables", "n");
        browser.screenshot("debugger-evaluated");
        page.command("debugger:evaluate", "{}");
        page.command("debugger:terminate", "{}");
    }

    @Test
    void anExceptionStopsTheCellWhereItIsThrown() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "exception.ipynb",
                notebook()
                        .code("int lost = 1;\nint half(int n) {\n    return 100 / n;\n}")
                        .code("int zero = 0;\nString before = \"kept\";\nhalf(zero)"));
        Browser browser = LAB.browser();
        page.run(0);
        switchOn(browser);
        // What it costs stands under the cell that was run last.
        page.awaitOutput(0, "lost");
        browser.screenshot("debugger-said");
        page.command("debugger:pause-on-exceptions", "{filter: 'uncaught'}");
        page.start(1);
        awaitPart(browser, "Callstack", "half");
        awaitPart(browser, "Variables", "0");
        browser.screenshot("debugger-exception");
        page.command("debugger:continue", "{}");
        page.awaitOutput(1, "/ by zero");
    }

    @Test
    void theVariablesFollowTheCellsAndAreShownAsACellShowsThem() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "variables.ipynb",
                notebook()
                        .code("record Row(String name, int[] counts) {}")
                        .code("var rows = List.of(new Row(\"a\", new int[] {1, 2}), new Row(\"b\", new int[500]));")
                        .code("int seven = 7;")
                        .code("seven = 8;"));
        Browser browser = LAB.browser();
        page.run(0);
        switchOn(browser);
        page.run(1);
        awaitPart(browser, "Variables", "rows");
        page.run(2);
        awaitPart(browser, "Variables", "7");
        page.run(3);
        awaitPart(browser, "Variables", "8");
        browser.screenshot("variables-tree");
        page.command("debugger:render-mime-variable", "{name: 'rows'}");
        browser.await(
                SECONDS, "document.querySelector('.jp-DebuggerRichVariable table, .jp-VariableRendererPanel table')");
        browser.screenshot("variables-rendered");
    }

    private static void switchOn(Browser browser) throws IOException, InterruptedException {
        browser.await(
                SECONDS,
                "document.querySelector('.jp-DebuggerBugButton[aria-disabled=false],"
                        + " .jp-DebuggerBugButton:not([disabled])')");
        // JupyterLab forgets a click that comes while it still asks about the debugger, whichever kernel it is.
        browser.evaluate(ALL_IS_ASKED);
        browser.click(".jp-DebuggerBugButton");
        browser.await(SECONDS, "tern.panel().node.querySelector('.cm-breakpoint-gutter .cm-gutterElement')");
        browser.await(
                SECONDS,
                "document.querySelector('#jp-debugger-sidebar').innerText.toLowerCase()"
                        + ".includes(tern.panel().context.path)");
        browser.await(SECONDS, "document.querySelector('#jp-debugger-sidebar').innerText.includes('Globals')");
    }

    private static void setBreakpoint(Browser browser, int cell, int line) throws IOException, InterruptedException {
        String gutter = "[...tern.node(" + cell + ").querySelectorAll('.cm-breakpoint-gutter .cm-gutterElement')]"
                + ".filter(e => e.style.visibility !== 'hidden' && tern.box(e) > 0)";
        browser.await(SECONDS, gutter + ".length >= " + line);
        browser.evaluate("void (" + gutter + "[" + (line - 1) + "].id = 'gutter-under-test')");
        // The mark is drawn before the kernel knows.
        browser.evaluate("void (tern.breakpointsAreSet = false,"
                + " tern.panel().sessionContext.session.kernel.anyMessage.connect((kernel, heard) => {"
                + " const answer = heard.msg.header.msg_type === 'debug_reply' ? heard.msg.content : {};"
                + " tern.breakpointsAreSet ||= answer.command === 'setBreakpoints'; }))");
        browser.click("#gutter-under-test");
        browser.await(SECONDS, "tern.breakpointsAreSet");
    }

    /** The text of a part of the sidebar, as an expression of JavaScript. */
    private static String text(String part) {
        return "document.querySelector('.jp-Debugger" + part + "').innerText";
    }

    private static String part(Browser browser, String part) {
        return browser.evaluate(text(part)).getAsString();
    }

    private static void awaitPart(Browser browser, String part, String shown) throws IOException, InterruptedException {
        browser.await(SECONDS, text(part) + ".includes(" + Browser.quoted(shown) + ")");
    }
}
