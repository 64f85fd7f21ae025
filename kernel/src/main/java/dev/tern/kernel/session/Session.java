package dev.tern.kernel.session;

import dev.tern.kernel.language.Scope;
import dev.tern.kernel.worker.Event;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import jdk.jshell.JShell;
import jdk.jshell.spi.ExecutionControl.ExecutionControlException;
import org.jspecify.annotations.Nullable;

/**
 * A session: JShell's compiler here, the user's code in a worker. A cell runs on the caller's thread; threads may run
 * cells side by side. {@link #interrupt} and everything that goes through {@link #analyze} may be called meanwhile.
 */
public final class Session implements AutoCloseable {
    private volatile WorkerOptions options;
    private final List<String> startUp;
    private final Consumer<Event> listener;
    private final ReentrantLock opening = new ReentrantLock();
    private final ReentrantLock compiler = new ReentrantLock();
    private final AddedPaths added = new AddedPaths();
    private volatile @Nullable Spectator spectator;
    private volatile String lastCell = "";
    private volatile Instance.Starting starting;
    private volatile @Nullable Instance instance;
    private final Interrupts interrupts = new Interrupts(() -> instance, () -> spectator, this::print);
    private final Mailbox mailbox = new Mailbox();

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
        this.starting = Instance.startWorker(options, listener, null);
    }

    /** Gets ready for cells: loads the compiler and runs the start-up snippets. */
    public void open() {
        instance();
    }

    /** Runs a cell that nobody sees, so that the first one is as fast as the second. */
    public void warmUp() {
        run(new Cell("", "", "1 + 1", 1, false), instance());
    }

    /**
     * The current thread takes up a request: from now on an interrupt is meant for the cells it will run, too. On a
     * thread that never calls this, an interrupt stops only what runs.
     */
    public void listen() {
        interrupts.listen();
    }

    /** Runs a cell and waits for its end. */
    public Outcome run(Cell cell) {
        Instance now = instance();
        lastCell = cell.id();
        Outcome outcome = attempt(cell, now);
        if (outcome == null) {
            print(cell.id(), Objects.requireNonNull(replace(now).failure()).message());
            outcome = run(cell, instance());
        }
        return outcome;
    }

    /** Stops the cells that run; a second call, when the first had no effect for a while, ends their worker. */
    public void interrupt() {
        interrupts.interrupt();
    }

    /** Answers the question a cell waits in; null when there is nobody to ask. */
    public void input(@Nullable String line) {
        Event.Kind kind = line == null ? Event.Kind.NO_INPUT : Event.Kind.LINE;
        send(new Event(kind, "", line == null ? List.of() : List.of(line)));
    }

    /** Tells the worker something, one that is still starting as soon as it is there; false when there is none. */
    public boolean send(Event event) {
        return mailbox.send(event, starting.worker());
    }

    /** Asks the compiler something; works while a cell runs. */
    public <T> T analyze(Function<JShell, T> question) {
        return ask(scope -> question.apply(scope.shell()));
    }

    /** Asks something about all that code can see; works while a cell runs. */
    public <T> T ask(Function<Scope, T> question) {
        Instance now = instance();
        compiler.lock();
        try {
            return question.apply(now.scope());
        } finally {
            compiler.unlock();
        }
    }

    /** Makes jars and folders usable at once, and again in every later worker. */
    public void addToClassPath(List<Path> paths) {
        Instance now = instance();
        compiler.lock();
        try {
            added.add(paths, now);
        } finally {
            compiler.unlock();
        }
    }

    /** The class path: the worker's own, then what was added. */
    public List<String> classPath() {
        return added.behind(options.classPath());
    }

    /** Sets an environment variable of every worker that starts from now on. */
    public void setEnvironment(String name, String value) {
        options = options.environment(name, value);
    }

    /** Forgets everything but the class path: a new worker, a new compiler. */
    public void reset() {
        opening.lock();
        try {
            Instance now = instance;
            if (now != null) {
                succeed(now);
            }
        } finally {
            opening.unlock();
        }
        instance();
    }

    /**
     * Lets a spectator look on. Only a worker that was started for it can be looked into: if this one was not, a new one
     * takes its place, with imports, types, methods and class path; the last cell's output says before which variables
     * are lost.
     *
     * @throws IllegalStateException if a cell is running or the new worker cannot be looked into
     */
    public void watch(Spectator wanted) {
        opening.lock();
        try {
            Instance now = instance();
            spectator = wanted;
            if (now.isWatchedBy(wanted) && now.isAlive()) {
                return;
            }
            if (now.engine().isBusy()) {
                spectator = null;
                throw new IllegalStateException("The debugger needs a new process to run the cells, and one is running"
                        + " in the old one. Interrupt it or wait for its end.");
            }
            Instance.Declarations declared = now.declarations(startUp);
            if (!declared.variables().isEmpty()) {
                print(
                        lastCell,
                        "The debugger needs a new process to run the cells. Imports, types, methods and class path"
                                + " come back; these variables are lost: " + String.join(", ", declared.variables())
                                + ". Run their cells again.");
            }
            succeed(now);
            restore(declared.sources());
        } finally {
            opening.unlock();
        }
    }

    /** Nobody looks into workers that are started from now on. The present one keeps its variables. */
    public void unwatch() {
        spectator = null;
    }

    /** For how long code of the cell ran that the current thread ran last, without what compiling it took. */
    public long ranNanoseconds() {
        Instance now = instance;
        return now == null ? 0 : now.engine().ranNanoseconds();
    }

    /** The current thread will run no more cells. */
    public void release() {
        Instance now = instance;
        if (now != null) {
            now.engine().release();
        }
    }

    @Override
    public void close() {
        starting.worker().thenAccept(WorkerProcess::close);
    }

    private Outcome run(Cell cell, Instance now) {
        Outcome outcome = attempt(cell, now);
        return outcome == null ? replace(now) : outcome;
    }

    /** Runs a cell; null when the worker was gone before anything of the cell had run. */
    private @Nullable Outcome attempt(Cell cell, Instance now) {
        boolean begun = false;
        compiler.lock();
        try {
            Evaluation evaluation = new Evaluation(cell, now, now.engine().line(), note -> print(cell.id(), note));
            evaluation.begin();
            begun = true;
            if (interrupts.cameMeanwhile()) {
                now.engine().line().cancel();
            }
            Outcome outcome = evaluation.run();
            if (now.isAlive()) {
                return outcome;
            }
        } catch (ExecutionControlException | IllegalStateException gone) {
            // Without its lines a worker is of no use, even if its process is still there.
            System.err.println("the worker is given up: " + gone);
        } finally {
            compiler.unlock();
            Spectator watching = spectator;
            if (watching != null) {
                watching.ended(cell.id());
            }
        }
        return begun ? replace(now) : null;
    }

    /** Puts a new worker in the place of one that is gone, and says how it ended and what was lost. */
    private Outcome replace(Instance gone) {
        opening.lock();
        try {
            // Before the succession, which ends what there may still be of the process.
            String how = interrupts.epitaph(gone);
            Instance.Declarations declared = gone.declarations(startUp);
            if (instance == gone) {
                succeed(gone);
                restore(declared.sources());
            }
            return Problems.plain(
                    "WorkerDied",
                    "The process that runs the cells " + how + ". A new one has taken its place: imports, types,"
                            + " methods and class path are back; " + declared.loss());
        } finally {
            opening.unlock();
        }
    }

    private void succeed(Instance gone) {
        gone.close();
        instance = null;
        starting = Instance.startWorker(options, listener, spectator);
        listener.accept(new Event(Event.Kind.WORKER_GONE, "", List.of()));
    }

    private void restore(List<Instance.Declaration> declarations) {
        Instance now = instance();
        compiler.lock();
        try {
            now.restore(declarations);
        } finally {
            compiler.unlock();
        }
    }

    private void print(String cell, String note) {
        listener.accept(new Event(Event.Kind.STDERR, cell, List.of(note + "\n")));
    }

    private Instance instance() {
        Instance now = instance;
        if (now != null) {
            return now;
        }
        // Not the compiler's lock: a start-up snippet gives that up while it runs, and a second session would open.
        opening.lock();
        try {
            if (instance == null) {
                try {
                    instance = Instance.open(options, starting, compiler, startUp, added);
                } catch (RuntimeException failed) {
                    // The next request tries again, with a new worker.
                    starting.worker().thenAccept(WorkerProcess::close);
                    spectator = null;
                    starting = Instance.startWorker(options, listener, null);
                    throw failed;
                }
            }
            return Objects.requireNonNull(instance);
        } finally {
            opening.unlock();
        }
    }
}
