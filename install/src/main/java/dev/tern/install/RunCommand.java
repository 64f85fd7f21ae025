package dev.tern.install;

import dev.tern.install.client.KernelSession;
import dev.tern.install.client.Outcome;
import dev.tern.install.notebook.AtomicWrite;
import dev.tern.install.notebook.HtmlPage;
import dev.tern.install.notebook.Notebook;
import dev.tern.install.notebook.NotebookRunner;
import dev.tern.install.notebook.TerminalView;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tern run}: a notebook or a script, through the kernel. */
@Command(
        name = "run",
        description = "Runs a notebook (.ipynb) or a script through the kernel.",
        footer = {
            "",
            "A notebook runs in its own folder. When every cell has passed, the executed notebook and an HTML",
            "page are written; the first failing cell ends the run with exit code 1, and nothing is written.",
            "A script runs in the current folder; - reads it from standard input."
        })
final class RunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "NAME.ipynb, a file of Java snippets, or - for standard input.")
    private String file = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Where to write NAME.ipynb and NAME.html. Without it: NAME.executed.ipynb and"
                    + " NAME.executed.html beside the notebook.")
    private @Nullable Path output;

    @Option(names = "--in-place", description = "Write the outputs into the notebook itself, and no HTML page.")
    private boolean inPlace;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws IOException {
        if (file.equals("-")) {
            return script("standard input", new String(System.in.readAllBytes(), Charset.defaultCharset()));
        }
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) {
            throw new UserError("There is no file " + path.toAbsolutePath() + ".");
        }
        return file.endsWith(".ipynb") ? notebook(path) : script(file, Files.readString(path));
    }

    private int notebook(Path path) throws IOException {
        long start = System.nanoTime();
        Notebook notebook = Notebook.read(path);
        Path folder = path.toAbsolutePath().getParent();
        String name = path.getFileName().toString().replaceFirst("\\.ipynb$", "");
        try (KernelSession kernel = KernelSession.start(folder)) {
            Interrupts interrupts = Interrupts.of(kernel);
            if (new NotebookRunner(kernel, Terminals.view()).run(notebook) == NotebookRunner.Result.FAILED) {
                System.err.println("\ntern: the run stopped at this cell of " + path + "; nothing was written.");
                return interrupts.exitCode(1);
            }
        }
        write(notebook, path, folder, name);
        out.println("Done in " + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s.");
        return 0;
    }

    private void write(Notebook notebook, Path path, Path folder, String name) throws IOException {
        out.println();
        if (inPlace) {
            AtomicWrite.text(path, notebook.toJson());
            out.println("Wrote " + path);
            return;
        }
        Path target = output == null ? folder : output.toAbsolutePath().normalize();
        boolean beside = Files.exists(target) && Files.isSameFile(target, folder);
        String stem = beside ? name + ".executed" : name;
        String page = HtmlPage.of(notebook, name, folder);
        AtomicWrite.text(target.resolve(stem + ".ipynb"), notebook.toJson());
        AtomicWrite.text(target.resolve(stem + ".html"), page);
        out.println("Wrote " + target.resolve(stem + ".ipynb"));
        out.println("Wrote " + target.resolve(stem + ".html"));
    }

    private int script(String name, String source) throws IOException {
        // A script may begin with #!, so that it can be made executable.
        String code = source.startsWith("#!") ? "//" + source : source;
        TerminalView view = Terminals.view();
        try (KernelSession kernel = KernelSession.start(Path.of("").toAbsolutePath())) {
            Interrupts interrupts = Interrupts.of(kernel);
            ScriptListener listener = new ScriptListener(view, name);
            Outcome outcome = kernel.execute(code, listener);
            view.endCell();
            if (outcome.isOk()) {
                return 0;
            }
            System.err.println(listener.error(outcome));
            return interrupts.exitCode(1);
        }
    }
}
