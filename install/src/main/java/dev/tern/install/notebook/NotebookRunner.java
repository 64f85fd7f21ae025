package dev.tern.install.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tern.install.client.KernelSession;
import dev.tern.install.client.Outcome;
import java.util.List;

/** Runs the cells of a notebook in order and puts what they show into it. */
public final class NotebookRunner {
    /** How a run ended: all cells ran, or one of them failed and the rest did not run. */
    public enum Result {
        DONE,
        FAILED
    }

    private final KernelSession kernel;
    private final TerminalView view;

    public NotebookRunner(KernelSession kernel, TerminalView view) {
        this.kernel = kernel;
        this.view = view;
    }

    /**
     * Runs every code cell until one fails. A cell tagged raises-exception may fail; one tagged skip-execution does
     * not run.
     */
    public Result run(Notebook notebook) {
        notebook.cells().stream().filter(Cell::isCode).forEach(Cell::clear);
        if (kernel.information().get("language_info") instanceof JsonObject language) {
            notebook.language(language);
        }
        Outputs outputs = new Outputs();
        int number = 0;
        for (Cell cell : notebook.cells()) {
            if (cell.isMarkdown()) {
                headings(cell.source()).forEach(view::heading);
            }
            if (!cell.isCode() || cell.source().isBlank() || cell.hasTag("skip-execution")) {
                continue;
            }
            view.code(++number, cell.source());
            JsonArray shown = outputs.begin();
            Outcome outcome = kernel.execute(cell.source(), message -> {
                outputs.accept(message);
                view.output(message);
            });
            view.endCell();
            cell.executed(shown, outcome.executionCount());
            if (!outcome.isOk() && !cell.hasTag("raises-exception")) {
                return Result.FAILED;
            }
        }
        return Result.DONE;
    }

    private static List<String> headings(String markdown) {
        return markdown.lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+\\s*", ""))
                .toList();
    }
}
