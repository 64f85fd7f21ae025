package dev.tern.kernel.session;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.language.Hints;
import dev.tern.kernel.language.Splitter;
import dev.tern.kernel.language.Syntax;
import dev.tern.kernel.worker.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl.ExecutionControlException;
import jdk.jshell.spi.ExecutionControl.RunException;
import jdk.jshell.spi.ExecutionControl.UserException;
import org.jspecify.annotations.Nullable;

/** One cell on its way through the compiler and the worker, snippet by snippet, to its value or its failure. */
final class Evaluation {
    private final Cell cell;
    private final Instance instance;
    private final Line line;
    private final Consumer<String> notes;

    /**
     * @param line the current thread's
     * @param notes takes remarks for the user that are neither value nor failure
     */
    Evaluation(Cell cell, Instance instance, Line line, Consumer<String> notes) {
        this.cell = cell;
        this.instance = instance;
        this.line = line;
        this.notes = notes;
    }

    /** Runs the cell once it has begun; the compiler's lock is the caller's. Exceptions are those of {@link #begin}. */
    Outcome run() throws ExecutionControlException {
        try {
            List<Splitter.Piece> pieces = instance.splitter().split(cell.code());
            Outcome refusal = refuse(pieces);
            if (refusal != null) {
                end(Execution.NO_VALUE);
                return refusal;
            }
            return runAll(pieces);
        } catch (VirtualMachineError failed) {
            return compilerFailed(failed);
        } catch (IllegalStateException failed) {
            if (failed.getCause() instanceof Error cause) {
                return compilerFailed(cause);
            }
            throw failed;
        } finally {
            line.idle();
            // What still runs on another line may yet fail, and its frames are to name its cell.
            if (!instance.engine().isBusy()) {
                instance.remains().cellEnded();
            }
        }
    }

    /** The compiler has failed and not the worker: the variables live on. */
    private Outcome compilerFailed(Error failed) throws ExecutionControlException {
        end(Execution.NO_VALUE);
        return Problems.plain(
                "CompileError",
                "The compiler itself failed on this code (" + failed + "). Nested thousands of levels deep? Split it.");
    }

    /** Code that is no Java is refused before anything of its cell has run. */
    private @Nullable Outcome refuse(List<Splitter.Piece> pieces) {
        for (Splitter.Piece piece : pieces) {
            if (piece.broken()) {
                List<Syntax.Error> errors = Syntax.errors(piece.source());
                if (!errors.isEmpty()) {
                    return instance.problems().compileErrors(cell, piece, errors);
                }
            }
        }
        return null;
    }

    private Outcome runAll(List<Splitter.Piece> pieces) throws ExecutionControlException {
        Snippet last = null;
        boolean closed = true;
        for (Splitter.Piece piece : pieces) {
            dropMadeUp(last);
            Place place = Problems.place(cell, piece.offset(), piece.source());
            if (piece == pieces.get(pieces.size() - 1) && isShownOnly(piece)) {
                VarSnippet variable = variable(piece.source().strip());
                Outcome shown = variable == null ? show(piece, place) : show(variable);
                if (shown != null) {
                    return shown;
                }
            }
            instance.expect(place);
            List<SnippetEvent> events = instance.shell().eval(piece.source());
            instance.expect(null);
            if (!instance.isAlive()) {
                return Outcome.NOTHING;
            }
            instance.place(events, place);
            carry(events);
            Outcome failure = check(piece, events);
            if (failure != null) {
                events.forEach(event -> dropMadeUp(event.snippet()));
                end(Execution.NO_VALUE);
                return failure;
            }
            last = events.isEmpty() ? last : events.get(0).snippet();
            closed = events.isEmpty() ? closed : piece.closed();
        }
        return value(last, closed);
    }

    /** A debugger is shown the cell as it was written. */
    private boolean isShownOnly(Splitter.Piece piece) {
        return !piece.closed() && instance.origins() == null && ShownOnly.mayBe(piece.source());
    }

    /** The variable of this name, if its value can be had; null for any other expression. */
    private @Nullable VarSnippet variable(String expression) {
        if (!SourceVersion.isIdentifier(expression)) {
            return null;
        }
        return instance.shell()
                .variables()
                .filter(each -> each.name().equals(expression))
                .filter(each -> instance.shell().status(each) == Snippet.Status.VALID)
                .findFirst()
                .orElse(null);
    }

    /** Shows a variable as it stands, without compiling its name. */
    private Outcome show(VarSnippet variable) throws ExecutionControlException {
        if (line.isCancelled()) {
            end(Execution.NO_VALUE);
            return Problems.interrupted();
        }
        try {
            instance.shell().varValue(variable);
            return rendered(Execution.VALUE);
        } catch (IllegalStateException gone) {
            if (instance.isAlive()) {
                throw gone;
            }
            return Outcome.NOTHING;
        }
    }

    /** Runs the last expression into a variable of no type; null when it cannot be, and nothing has run. */
    private @Nullable Outcome show(Splitter.Piece piece, Place place) throws ExecutionControlException {
        String name = instance.shown().take();
        long ran = line.ranNanoseconds();
        List<SnippetEvent> events = List.of();
        try {
            events = instance.shell().eval(ShownOnly.declaration(name, piece.source()));
            if (!instance.isAlive()) {
                return Outcome.NOTHING;
            }
            boolean hasRun = line.ranNanoseconds() > ran;
            if (events.isEmpty() || (!hasRun && events.get(0).status() != Snippet.Status.VALID)) {
                return null;
            }
            instance.problems().place(events.get(0).snippet(), place);
            Outcome failure = check(piece, events);
            if (failure != null) {
                end(Execution.NO_VALUE);
                return failure;
            }
            return rendered(Execution.VALUE);
        } finally {
            events.forEach(event -> drop(event.snippet()));
            instance.shown().giveBack(name);
        }
    }

    /** Drops a variable that JShell made up for a value: any that stays makes every later compilation slower. */
    private void dropMadeUp(@Nullable Snippet snippet) {
        if (snippet != null && snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
            drop(snippet);
        }
    }

    private void drop(Snippet variable) {
        if (instance.isAlive() && instance.shell().status(variable).isActive()) {
            instance.shell().drop(variable);
        }
    }

    private Outcome value(@Nullable Snippet last, boolean closed) throws ExecutionControlException {
        boolean expression = last != null
                && (last.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND
                        || last.subKind() == Snippet.SubKind.VAR_VALUE_SUBKIND
                        || last.subKind() == Snippet.SubKind.OTHER_EXPRESSION_SUBKIND);
        try {
            return rendered(expression && !closed ? Execution.VALUE : Execution.NO_VALUE);
        } finally {
            dropMadeUp(last);
        }
    }

    private Outcome rendered(String wanted) throws ExecutionControlException {
        try {
            MimeBundle bundle = end(wanted);
            return bundle.data().isEmpty() ? Outcome.NOTHING : new Outcome(bundle, null);
        } catch (UserException failed) {
            end(Execution.NO_VALUE);
            if (line.isCancelled()) {
                return Problems.interrupted();
            }
            return Problems.plain(failed.causeExceptionClass(), "while showing the value: " + failed.getMessage());
        } catch (RunException failed) {
            return Problems.plain("RunException", String.valueOf(failed.getMessage()));
        }
    }

    /** JShell empties a variable when something it depends on had to be replaced; its value is brought back here. */
    private void carry(List<SnippetEvent> events) throws ExecutionControlException {
        List<VarSnippet> emptied = new ArrayList<>();
        for (SnippetEvent event : events) {
            if (event.causeSnippet() != null
                    && event.snippet() instanceof VarSnippet variable
                    && event.status().isActive()) {
                emptied.add(variable);
            }
        }
        if (emptied.isEmpty()) {
            return;
        }
        List<String> names = emptied.stream().map(VarSnippet::name).toList();
        instance.engine().withoutCompiler(() -> line.tell(Execution.KEEP, names));
        for (VarSnippet variable : emptied) {
            if (instance.shell().status(variable) == Snippet.Status.RECOVERABLE_NOT_DEFINED) {
                // What was declared with "var" is not compiled again, but its type is known.
                instance.shell().eval(variable.typeName() + " " + variable.name() + ";");
            }
        }
        for (String lost : instance.engine().withoutCompiler(() -> line.tell(Execution.CARRY, names))) {
            notes.accept(lost + " lost its value: the class it was made of has another shape now."
                    + " Run the cell that made it again.");
        }
    }

    private @Nullable Outcome check(Splitter.Piece piece, List<SnippetEvent> events) {
        for (SnippetEvent event : events) {
            Snippet snippet = event.snippet();
            if (event.causeSnippet() != null) {
                continue;
            }
            if (event.status() == Snippet.Status.REJECTED) {
                List<Syntax.Error> errors = instance.shell()
                        .diagnostics(snippet)
                        .filter(Diag::isError)
                        .map(Problems::error)
                        .toList();
                return instance.problems().compileErrors(cell, piece, errors);
            }
            if (line.isCancelled()) {
                return Problems.interrupted();
            }
            if (event.exception() != null) {
                return instance.problems().exception(event.exception());
            }
            if (snippet instanceof DeclarationSnippet declaration
                    && (event.status() == Snippet.Status.RECOVERABLE_DEFINED
                            || event.status() == Snippet.Status.RECOVERABLE_NOT_DEFINED)) {
                notes.accept(declaration.name() + " cannot be used until this is declared: "
                        + instance.shell()
                                .unresolvedDependencies(declaration)
                                .map(this::missing)
                                .collect(Collectors.joining(", ")));
            }
        }
        return null;
    }

    /** Something that is not declared, such as {@code class Tabel}, and what may be meant by it. */
    private String missing(String dependency) {
        List<String> near = Hints.near(instance.scope(), dependency.replaceFirst("^\\w+ (\\w+).*", "$1"));
        return dependency + (near.isEmpty() ? "" : " (did you mean " + String.join(", ", near) + "?)");
    }

    /** Tells the worker which cell comes. An exception means that the worker is of no more use. */
    void begin() throws ExecutionControlException {
        instance.engine().withoutCompiler(() -> {
            line.begin(cell);
            return cell;
        });
    }

    private MimeBundle end(String wanted) throws ExecutionControlException {
        return instance.engine().withoutCompiler(() -> line.end(wanted));
    }
}
