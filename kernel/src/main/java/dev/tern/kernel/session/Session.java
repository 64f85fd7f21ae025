package dev.tern.kernel.session;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.worker.Event;
import dev.tern.kernel.worker.Execution;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl.ExecutionControlException;
import jdk.jshell.spi.ExecutionControl.RunException;
import jdk.jshell.spi.ExecutionControl.UserException;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/**
 * A session: JShell's compiler here, the user's code in a worker. Cells run one at a time on the caller's thread;
 * {@link #interrupt} and everything that goes through {@link #analyze} may be called meanwhile from others.
 */
public final class Session implements AutoCloseable {
    private static final long PATIENCE_MILLISECONDS = 3000;

    private final WorkerOptions options;
    private final List<String> startUp;
    private final Consumer<Event> listener;
    private final ReentrantLock opening = new ReentrantLock();
    private final ReentrantLock compiler = new ReentrantLock();
    private final Set<String> addedPaths = new LinkedHashSet<>();
    private volatile CompletableFuture<WorkerProcess> starting;
    private volatile @Nullable Running running;
    private volatile String currentCell = "";
    private volatile long interruptedAt;

    /** What lives as long as one worker. */
    private record Running(WorkerProcess worker, JShell shell, Engine engine, Splitter splitter, Problems problems) {}

    /**
     * Starts a worker in the background and returns at once.
     *
     * @param startUp snippets run before anything else, and again in every new worker
     * @param listener hears what comes from the worker, on a thread of its own
     */
    public Session(WorkerOptions options, List<String> startUp, Consumer<Event> listener) {
        this.options = options;
        this.startUp = List.copyOf(startUp);
        this.listener = listener;
        this.starting = startWorker();
    }

    /** Gets ready for the first cell: loads the compiler and runs the start-up snippets. */
    public void warmUp() {
        Running now = running();
        run(new Cell("", "", "1 + 1", 1, false), now);
    }

    /** Runs a cell and waits for its end. */
    public Outcome run(Cell cell) {
        Running now = running();
        if (!now.worker().isAlive()) {
            Outcome death = died(now);
            print(cell, Objects.requireNonNull(death.failure()).message() + "\n");
            now = running();
        }
        return run(cell, now);
    }

    /** Stops the running cell; a second call, when the first had no effect for a while, ends its worker. */
    public void interrupt() {
        Running now = running;
        if (now == null) {
            return;
        }
        long since = System.currentTimeMillis() - interruptedAt;
        if (now.engine().isCancelled() && interruptedAt > 0 && since > PATIENCE_MILLISECONDS) {
            now.worker().close();
            return;
        }
        String cell = currentCell;
        now.engine().cancel();
        if (interruptedAt == 0 && !cell.isEmpty()) {
            interruptedAt = System.currentTimeMillis();
            CompletableFuture.delayedExecutor(PATIENCE_MILLISECONDS, TimeUnit.MILLISECONDS)
                    .execute(() -> offerToKill(cell));
        }
    }

    /** Answers the read the cell waits in; null when there is nobody to ask. */
    public void input(@Nullable String line) {
        Running now = running;
        if (now != null) {
            now.worker()
                    .send(
                            line == null
                                    ? new Event(Event.Kind.NO_INPUT, "", List.of())
                                    : new Event(Event.Kind.LINE, "", List.of(line)));
        }
    }

    /** Asks the compiler something; works while a cell runs. */
    public <T> T analyze(Function<JShell, T> question) {
        Running now = running();
        compiler.lock();
        try {
            return question.apply(now.shell());
        } finally {
            compiler.unlock();
        }
    }

    /** Makes jars and folders usable at once, and again in every later worker. */
    public void addToClassPath(List<Path> paths) {
        Running now = running();
        compiler.lock();
        try {
            List<String> fresh = paths.stream()
                    .map(path -> path.toAbsolutePath().toString())
                    .filter(addedPaths::add)
                    .toList();
            if (!fresh.isEmpty()) {
                now.shell().addToClasspath(String.join(File.pathSeparator, fresh));
            }
        } finally {
            compiler.unlock();
        }
    }

    /** The class path: the worker's own, then what was added. */
    public List<String> classPath() {
        List<String> all = new ArrayList<>(List.of(options.classPath().split(File.pathSeparator)));
        all.addAll(addedPaths);
        return all;
    }

    /** Forgets everything but the class path: a new worker, a new compiler. */
    public void reset() {
        Running now = running;
        if (now != null) {
            close(now);
            running = null;
            starting = startWorker();
        }
        running();
    }

    @Override
    public void close() {
        Running now = running;
        if (now != null) {
            now.worker().close();
        } else {
            starting.thenAccept(WorkerProcess::close);
        }
    }

    private Outcome run(Cell cell, Running now) {
        currentCell = cell.id();
        interruptedAt = 0;
        compiler.lock();
        try {
            now.engine().begin(cell.id(), cell.allowStdin());
            List<Splitter.Piece> pieces = now.splitter().split(cell.code());
            Outcome refusal = refuse(cell, pieces, now);
            if (refusal != null) {
                now.engine().end(Execution.NO_VALUE);
                return refusal;
            }
            Outcome outcome = runAll(cell, pieces, now);
            return now.worker().isAlive() ? outcome : died(now);
        } catch (ExecutionControlException | IllegalStateException gone) {
            if (now.worker().isAlive()) {
                now.worker().close();
            }
            return died(now);
        } finally {
            compiler.unlock();
            currentCell = "";
        }
    }

    /** Code that is no Java is refused before anything of its cell has run. */
    private static @Nullable Outcome refuse(Cell cell, List<Splitter.Piece> pieces, Running now) {
        for (Splitter.Piece piece : pieces) {
            if (piece.broken()) {
                List<Syntax.Error> errors = Syntax.errors(piece.source());
                if (!errors.isEmpty()) {
                    return now.problems().compileErrors(cell, piece.offset(), errors);
                }
            }
        }
        return null;
    }

    private Outcome runAll(Cell cell, List<Splitter.Piece> pieces, Running now) throws ExecutionControlException {
        Snippet last = null;
        boolean closed = true;
        for (Splitter.Piece piece : pieces) {
            List<SnippetEvent> events = now.shell().eval(piece.source());
            if (!now.worker().isAlive()) {
                return Outcome.NOTHING;
            }
            Outcome failure = check(cell, piece, events, now);
            if (failure != null) {
                now.engine().end(Execution.NO_VALUE);
                return failure;
            }
            last = events.isEmpty() ? last : events.get(0).snippet();
            closed = events.isEmpty() ? closed : piece.closed();
        }
        return value(last, closed, now);
    }

    private Outcome value(@Nullable Snippet last, boolean closed, Running now) throws ExecutionControlException {
        boolean temporary = last != null && last.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
        boolean expression = last != null
                && (temporary
                        || last.subKind() == Snippet.SubKind.VAR_VALUE_SUBKIND
                        || last.subKind() == Snippet.SubKind.OTHER_EXPRESSION_SUBKIND);
        String wanted =
                !expression || closed ? Execution.NO_VALUE : temporary ? Execution.TEMPORARY_VALUE : Execution.VALUE;
        try {
            MimeBundle bundle = now.engine().end(wanted);
            return bundle.data().isEmpty() ? Outcome.NOTHING : new Outcome(bundle, null);
        } catch (UserException failed) {
            now.engine().end(Execution.NO_VALUE);
            if (now.engine().isCancelled()) {
                return Problems.interrupted();
            }
            return Problems.plain(failed.causeExceptionClass(), "while showing the value: " + failed.getMessage());
        } catch (RunException failed) {
            return Problems.plain("RunException", String.valueOf(failed.getMessage()));
        } finally {
            if (temporary) {
                // Every variable that stays makes every later compilation slower.
                now.shell().drop(last);
            }
        }
    }

    private @Nullable Outcome check(Cell cell, Splitter.Piece piece, List<SnippetEvent> events, Running now) {
        boolean wereReset = now.engine().takeRedefinitionRefused();
        for (SnippetEvent event : events) {
            Snippet snippet = event.snippet();
            if (event.causeSnippet() != null) {
                if (wereReset
                        && snippet instanceof VarSnippet variable
                        && event.status().isActive()) {
                    print(
                            cell,
                            variable.name()
                                    + " lost its value: the shape of what it was made of has changed. Run its cell again.\n");
                }
                continue;
            }
            now.problems().place(snippet, cell, piece.offset());
            if (event.status() == Snippet.Status.REJECTED) {
                List<Syntax.Error> errors = now.shell()
                        .diagnostics(snippet)
                        .filter(Diag::isError)
                        .map(Problems::error)
                        .toList();
                return now.problems().compileErrors(cell, piece.offset(), errors);
            }
            if (now.engine().isCancelled()) {
                return Problems.interrupted();
            }
            if (event.exception() != null) {
                return now.problems().exception(event.exception());
            }
            if (snippet instanceof jdk.jshell.DeclarationSnippet declaration
                    && (event.status() == Snippet.Status.RECOVERABLE_DEFINED
                            || event.status() == Snippet.Status.RECOVERABLE_NOT_DEFINED)) {
                String missing = now.shell().unresolvedDependencies(declaration).collect(Collectors.joining(", "));
                print(cell, declaration.name() + " cannot be used until this is declared: " + missing + "\n");
            }
        }
        return null;
    }

    /** Says how the worker ended, and what was lost; the next worker already starts. */
    private Outcome died(Running now) {
        List<String> lost = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        now.shell().snippets().forEach(snippet -> {
            if (snippet instanceof VarSnippet variable
                    && now.shell().status(variable).isActive()) {
                if (!variable.name().startsWith("$")) {
                    lost.add(variable.name());
                }
            } else if (snippet.kind().isPersistent()
                    && now.shell().status(snippet).isActive()
                    && !startUp.contains(snippet.source().strip())) {
                kept.add(snippet.source());
            }
        });
        String how;
        try {
            how = interruptedAt > 0
                    ? "was ended because it did not answer an interrupt"
                    : now.worker().epitaph();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            how = "ended";
        }
        close(now);
        running = null;
        starting = startWorker();
        restore(kept);
        String message = "The process that runs the cells " + how + ". A new one has taken its place: imports, types,"
                + " methods and class path are back; "
                + (lost.isEmpty() ? "no variable was lost." : "lost variables: " + String.join(", ", lost) + ".");
        return Problems.plain("WorkerDied", message);
    }

    private void restore(List<String> declarations) {
        Running now = running();
        compiler.lock();
        try {
            declarations.forEach(now.shell()::eval);
        } finally {
            compiler.unlock();
        }
    }

    private void offerToKill(String cell) {
        if (currentCell.equals(cell) && interruptedAt > 0) {
            listener.accept(new Event(
                    Event.Kind.STDERR,
                    cell,
                    List.of("The cell is inside a call that does not stop for an interrupt. Interrupt again to end"
                            + " its process; the variables will be lost.\n")));
        }
    }

    private void print(Cell cell, String text) {
        listener.accept(new Event(Event.Kind.STDERR, cell.id(), List.of(text)));
    }

    private CompletableFuture<WorkerProcess> startWorker() {
        CompletableFuture<WorkerProcess> future = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        future.complete(WorkerProcess.start(options, listener));
                    } catch (IOException | RuntimeException failed) {
                        future.completeExceptionally(failed);
                    }
                },
                "tern-worker-start");
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    private Running running() {
        Running now = running;
        if (now != null) {
            return now;
        }
        // Not the compiler's lock: a start-up snippet gives that up while it runs, and a second session would open.
        opening.lock();
        try {
            if (running == null) {
                try {
                    running = open();
                } catch (RuntimeException failed) {
                    // The next request tries again, with a new worker.
                    starting.thenAccept(WorkerProcess::close);
                    starting = startWorker();
                    throw failed;
                }
            }
            return Objects.requireNonNull(running);
        } finally {
            opening.unlock();
        }
    }

    private Running open() {
        // JShell compiles against the class path of its own process, whatever its options say.
        System.setProperty("java.class.path", options.classPath());
        Engine[] made = new Engine[1];
        WorkerProcess[] process = new WorkerProcess[1];
        JShell.Builder builder = JShell.builder()
                .executionEngine(
                        new Provider(() -> {
                            process[0] = await();
                            made[0] = Engine.of(process[0], compiler);
                            return made[0];
                        }),
                        java.util.Map.of());
        if (WorkerOptions.hasVectorModule()) {
            builder.compilerOptions("--add-modules", WorkerOptions.VECTOR_MODULE);
        }
        builder.in(java.io.InputStream.nullInputStream());
        JShell shell = builder.build();
        Problems problems = new Problems();
        for (String snippet : startUp) {
            for (SnippetEvent event : shell.eval(snippet)) {
                if (event.status() == Snippet.Status.REJECTED) {
                    String why = shell.diagnostics(event.snippet())
                            .map(diag -> diag.getMessage(null))
                            .collect(Collectors.joining("; "));
                    System.err.println("start-up snippet rejected: " + snippet + ": " + why);
                }
            }
        }
        if (!addedPaths.isEmpty()) {
            shell.addToClasspath(String.join(File.pathSeparator, addedPaths));
        }
        return new Running(process[0], shell, made[0], new Splitter(shell), problems);
    }

    private WorkerProcess await() throws IOException {
        try {
            return starting.get();
        } catch (ExecutionException failed) {
            throw new IOException("No worker: " + failed.getCause().getMessage(), failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while a worker started", stop);
        }
    }

    private static void close(Running now) {
        now.worker().close();
        try {
            now.shell().close();
        } catch (IllegalStateException alreadyClosed) {
            // It has noticed the end of the worker before us.
        }
    }

    private interface EngineSupplier {
        Engine get() throws IOException;
    }

    private record Provider(EngineSupplier supplier) implements ExecutionControlProvider {
        @Override
        public String name() {
            return "tern-worker";
        }

        @Override
        public jdk.jshell.spi.ExecutionControl generate(
                ExecutionEnv environment, java.util.Map<String, String> parameters) {
            try {
                return supplier.get();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
