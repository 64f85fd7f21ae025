package dev.tern.install.lab;

import com.google.gson.JsonElement;
import java.io.IOException;

/**
 * JupyterLab as its user sees it. Cells are counted from 0. What a user does by keys is done by keys; the rest goes
 * through the application's own commands.
 */
final class LabPage {
    private static final int SECONDS = 60;

    /** Short names for the notebook in front. */
    private static final String HELPERS = """
            window.tern = {
              panel: () => [...jupyterapp.shell.widgets('main')].find(w => w.context && w.isVisible),
              cell: i => tern.panel().content.widgets[i],
              node: i => tern.cell(i).node,
              prompt: i => tern.node(i).querySelector('.jp-InputArea-prompt').innerText.trim(),
              output: i => [...tern.node(i).querySelectorAll('.jp-OutputArea-output')].map(o => o.innerText).join('\\n'),
              done: i => /^\\[\\d+\\]:$/.test(tern.prompt(i)),
              select: i => { tern.panel().content.activeCellIndex = i; tern.panel().content.mode = 'command';
                             tern.panel().content.activate(); },
              light: c => c.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                           .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0),
              rgba: text => { const c = text.match(/[\\d.]+/g).map(Number); return c.length < 4 ? [...c, 1] : c; },
              ground: e => { if (!e) return [255, 255, 255];
                             const c = tern.rgba(getComputedStyle(e).backgroundColor);
                             return c[3] === 1 ? c : tern.ground(e.parentElement).slice(0, 3)
                                    .map((v, i) => v * (1 - c[3]) + c[i] * c[3]); },
              contrast: e => { const pair = [tern.light(tern.ground(e)), tern.light(tern.rgba(getComputedStyle(e).color))];
                               return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05); },
              box: element => { const b = element.getBoundingClientRect(); return Math.min(b.width, b.height); }
            }""";

    private final Browser browser;

    /** Opens JupyterLab and waits until it can be used. */
    LabPage(Browser browser, JupyterServer server) throws IOException, InterruptedException {
        this.browser = browser;
        browser.open(server.page());
        browser.await(SECONDS, "jupyterapp.restored && document.querySelector('.jp-Launcher')");
        browser.evaluate(HELPERS);
    }

    /** Opens a notebook and waits for its kernel. */
    void open(String notebook) throws IOException, InterruptedException {
        show(notebook);
        awaitIdleKernel();
    }

    /** Brings a notebook to the front, whatever its kernel does. */
    void show(String notebook) throws IOException, InterruptedException {
        command("docmanager:open", "{path: " + Browser.quoted(notebook) + "}");
        browser.await(SECONDS, "tern.panel().context.path === " + Browser.quoted(notebook));
    }

    /** Waits until the kernel of the notebook in front is there and has nothing to do. */
    void awaitIdleKernel() throws IOException, InterruptedException {
        browser.await(SECONDS, "tern.panel().sessionContext.session.kernel.status === 'idle'");
    }

    /** Runs one of JupyterLab's commands. */
    void command(String name, String arguments) {
        browser.evaluate("jupyterapp.commands.execute(" + Browser.quoted(name) + ", " + arguments + ").then(() => 0)");
    }

    /** Begins to run every cell of the notebook in front. */
    void runAll() {
        browser.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')");
    }

    /** Interrupts the kernel by its keys. */
    void interrupt() throws IOException, InterruptedException {
        select(0);
        browser.press("i");
        browser.press("i");
    }

    /** Selects a cell, with the keyboard in command mode. */
    void select(int cell) throws IOException, InterruptedException {
        browser.evaluate("tern.select(" + cell + ")");
        browser.await(
                SECONDS,
                "tern.node(" + cell + ").contains(document.activeElement)"
                        + " || tern.panel().content.node.contains(document.activeElement)");
    }

    /** Runs a cell by its key and waits until it has ended. */
    void run(int cell) throws IOException, InterruptedException {
        start(cell);
        awaitEnd(cell);
    }

    /** Starts a cell by its key and waits until the kernel has taken it. */
    void start(int cell) throws IOException, InterruptedException {
        String before = browser.evaluate("tern.prompt(" + cell + ")").getAsString();
        select(cell);
        browser.press("Shift+Enter");
        browser.await(SECONDS, "tern.prompt(" + cell + ") !== " + Browser.quoted(before));
    }

    /** Waits until a cell shows its execution count. */
    void awaitEnd(int cell) throws IOException, InterruptedException {
        browser.await(SECONDS, "tern.done(" + cell + ")");
    }

    /** Begins to edit a cell whose text is this, with the cursor at its end. */
    void edit(int cell, String text) throws IOException, InterruptedException {
        select(cell);
        browser.evaluate("tern.cell(" + cell + ").model.sharedModel.setSource('')");
        browser.press("Enter");
        browser.await(SECONDS, "tern.node(" + cell + ").querySelector('.cm-content') === document.activeElement");
        browser.type(text);
        browser.await(SECONDS, "tern.cell(" + cell + ").model.sharedModel.getSource() === " + Browser.quoted(text));
    }

    String source(int cell) {
        return browser.evaluate("tern.cell(" + cell + ").model.sharedModel.getSource()")
                .getAsString();
    }

    /** What stands to the left of a cell, such as {@code [3]:}. */
    String prompt(int cell) {
        return browser.evaluate("tern.prompt(" + cell + ")").getAsString();
    }

    /** The text of everything under a cell. */
    String output(int cell) {
        return browser.evaluate("tern.output(" + cell + ")").getAsString();
    }

    /** Waits until the text under a cell contains this. */
    void awaitOutput(int cell, String part) throws IOException, InterruptedException {
        browser.await(SECONDS, "tern.output(" + cell + ").includes(" + Browser.quoted(part) + ")");
    }

    /** How many elements a CSS selector finds under a cell that take up room on the page. */
    int visible(int cell, String selector) {
        JsonElement count = browser.evaluate("[...tern.node(" + cell + ").querySelectorAll("
                + Browser.quoted(".jp-OutputArea-output " + selector) + ")].filter(e => tern.box(e) > 4).length");
        return count.getAsInt();
    }

    /** The smallest contrast, from 1 to 21, between the text under a cell and its ground. */
    double contrast(int cell) {
        return browser.evaluate("Math.min(...[...tern.node(" + cell + ").querySelectorAll("
                        + "'.jp-OutputArea-output pre, .jp-OutputArea-output pre *')].map(tern.contrast))")
                .getAsDouble();
    }

    /** Whether JupyterLab trusts what stands under a cell. */
    boolean isTrusted(int cell) {
        return browser.evaluate("tern.cell(" + cell + ").model.trusted").getAsBoolean();
    }

    void save() {
        command("docmanager:save", "{}");
    }

    /** Switches to one of JupyterLab's themes, such as {@code JupyterLab Dark}. */
    void theme(String name) throws IOException, InterruptedException {
        command("apputils:change-theme", "{theme: " + Browser.quoted(name) + "}");
        browser.await(
                SECONDS,
                "document.body.dataset.jpThemeName === " + Browser.quoted(name)
                        + " && !document.querySelector('#jupyterlab-splash')");
    }

    /** Keeps a picture of the whole notebook in the light theme and one in the dark. */
    void photograph(String name) throws IOException, InterruptedException {
        browser.height(2400);
        theme("JupyterLab Dark");
        browser.screenshot(name + "-dark");
        theme("JupyterLab Light");
        browser.screenshot(name);
        browser.height(1000);
    }

    /** Ends every kernel and closes every notebook without a question. */
    void closeAll() throws IOException, InterruptedException {
        browser.evaluate("jupyterapp.serviceManager.sessions.shutdownAll().then(() => 0)");
        browser.evaluate("[...jupyterapp.shell.widgets('main')].filter(w => w.context)"
                + ".forEach(w => { w.context.model.dirty = false; w.dispose(); })");
        browser.await(SECONDS, "![...jupyterapp.shell.widgets('main')].some(w => w.context)");
    }
}
