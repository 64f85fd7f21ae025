package dev.tern.install.lab;

import dev.tern.install.Notebooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * One JupyterLab in one browser for every class that registers this extension, open until the last test has run.
 * Pictures, the browser's console and the server's log are kept in target/screenshots. Where there is no Python or no
 * Chromium, every test is skipped.
 */
final class OpenLab implements BeforeEachCallback, AfterEachCallback {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(OpenLab.class);

    private @Nullable Everything everything;

    private record Everything(
            JupyterFolders folders, JupyterServer server, Browser browser, LabPage page, boolean drawsWidgets)
            implements AutoCloseable {
        @Override
        public void close() throws IOException, InterruptedException {
            Files.write(PICTURES.resolve("console.txt"), browser.complaints());
            browser.close();
            server.close();
            Files.copy(
                    folders.root().resolve("server.txt"),
                    PICTURES.resolve("server.txt"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException, InterruptedException {
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        // Before each test and not before all of them: Surefire does not tell of a class that was skipped as a whole.
        TestAbortedException missing = store.get(TestAbortedException.class, TestAbortedException.class);
        if (missing != null) {
            throw missing;
        }
        Everything open = store.get(Everything.class, Everything.class);
        if (open == null) {
            try {
                open = open();
            } catch (TestAbortedException skipped) {
                store.put(TestAbortedException.class, skipped);
                throw skipped;
            }
            store.put(Everything.class, open);
        }
        everything = open;
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException, InterruptedException {
        if (everything != null) {
            everything.page().closeAll();
        }
    }

    Browser browser() {
        return everything().browser();
    }

    LabPage page() {
        return everything().page();
    }

    /** Whether this JupyterLab has the front end of ipywidgets. */
    boolean drawsWidgets() {
        return everything().drawsWidgets();
    }

    /** The folder that JupyterLab shows. */
    Path notebooks() {
        return everything().folders().notebooks();
    }

    /** An empty notebook for our kernel. */
    static Notebooks notebook() {
        return new Notebooks().forKernel(JupyterFolders.KERNEL);
    }

    /** Writes a notebook, opens it and waits for its kernel. */
    LabPage open(String name, Notebooks notebook) throws IOException, InterruptedException {
        notebook.write(notebooks().resolve(name));
        page().open(name);
        return page();
    }

    private Everything everything() {
        if (everything == null) {
            throw new IllegalStateException("JupyterLab is opened before the first test, not earlier");
        }
        return everything;
    }

    private static Everything open() throws IOException, InterruptedException {
        JupyterFolders folders = JupyterFolders.shared();
        PythonEnvironment python = PythonEnvironment.with(folders, "jupyterlab");
        boolean drawsWidgets = python.add("jupyterlab_widgets");
        Browser browser = Browser.start(folders.root().resolve("profile"), PICTURES);
        JupyterServer server = null;
        try {
            folders.installKernel();
            adjust(folders);
            server = JupyterServer.start(python, folders);
            return new Everything(folders, server, browser, new LabPage(browser, server), drawsWidgets);
        } catch (IOException | RuntimeException | AssertionError failed) {
            browser.close();
            if (server != null) {
                server.close();
            }
            throw failed;
        }
    }

    private static void adjust(JupyterFolders folders) throws IOException {
        folders.setting("apputils-extension", "notification", "{\"fetchNews\": \"false\", \"checkForUpdates\": false}");
        // Otherwise cells outside the window are not in the page.
        folders.setting("notebook-extension", "tracker", "{\"windowingMode\": \"none\"}");
        // A machine at work on other things may need more than JupyterLab's second for the first completion.
        folders.setting("completer-extension", "manager", "{\"providerTimeout\": 20000}");
    }
}
