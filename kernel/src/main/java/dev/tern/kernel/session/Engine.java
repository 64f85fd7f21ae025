package dev.tern.kernel.session;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jshell.spi.ExecutionControl;
import org.jspecify.annotations.Nullable;

/**
 * JShell's view of the worker. Every thread of ours that runs code has a line of its own to it. Classes are woven on
 * their way; the compiler is free for others while code runs.
 */
final class Engine implements ExecutionControl {
    private final CompletableFuture<WorkerProcess> starting;
    private final ReentrantLock compiler;
    private final Map<Thread, Line> lines = new ConcurrentHashMap<>();
    private final @Nullable Origins origins;
    private final AtomicBoolean firstTaken = new AtomicBoolean();
    private final AtomicReference<@Nullable Line> spare = new AtomicReference<>();
    private volatile @Nullable Line first;

    /** An engine whose worker may still be starting: what only compiles does not wait for it. */
    Engine(CompletableFuture<WorkerProcess> starting, ReentrantLock compiler, @Nullable Origins origins) {
        this.origins = origins;
        this.starting = starting;
        this.compiler = compiler;
    }

    /** The current thread's line. */
    Line line() throws EngineTerminationException {
        Line line = lines.get(Thread.currentThread());
        if (line == null) {
            line = spare.getAndSet(null);
        }
        if (line == null) {
            try {
                WorkerProcess worker = starting.get();
                if (firstTaken.compareAndSet(false, true)) {
                    line = Line.over(worker.commands(), worker);
                    first = line;
                } else {
                    line = Line.over(worker.connect(), worker);
                }
            } catch (IOException gone) {
                throw new EngineTerminationException("The worker gave no further line: " + gone.getMessage());
            } catch (ExecutionException failed) {
                throw new EngineTerminationException(
                        String.valueOf(failed.getCause().getMessage()));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new EngineTerminationException("Interrupted while the worker started");
            }
        }
        lines.putIfAbsent(Thread.currentThread(), line);
        return line;
    }

    Collection<Line> lines() {
        return lines.values();
    }

    /** Whether a cell is running. */
    boolean isBusy() {
        return lines().stream().anyMatch(line -> !line.cell().isEmpty());
    }

    /** For how long code of the current thread's last cell ran; 0 when it has run none. */
    long ranNanoseconds() {
        Line line = lines.get(Thread.currentThread());
        return line == null ? 0 : line.ranNanoseconds();
    }

    /** The current thread will run no more code. */
    void release() {
        Line line = lines.remove(Thread.currentThread());
        if (line != null && line == first) {
            // The worker lives as long as its first line: another thread will have it.
            spare.set(line);
        } else if (line != null) {
            line.close();
        }
    }

    @Override
    public void load(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        line().load(woven(classes));
    }

    @Override
    public void redefine(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        ClassBytecodes[] woven = woven(classes);
        if (origins == null || !origins.spectator().redefine(woven)) {
            line().redefine(woven);
        }
    }

    @Override
    public String invoke(String type, String method)
            throws RunException, EngineTerminationException, InternalException {
        Line line = line();
        if (origins != null) {
            origins.running(line.cell(), type);
        }
        return withoutCompiler(() -> line.invoke(type, method));
    }

    @Override
    public String varValue(String type, String variable) throws EngineTerminationException {
        return line().varValue(type, variable);
    }

    @Override
    public Object extensionCommand(String command, Object argument)
            throws RunException, EngineTerminationException, InternalException {
        Line line = line();
        return withoutCompiler(() -> line.extensionCommand(command, argument));
    }

    @Override
    public void addToClasspath(String path) throws EngineTerminationException, InternalException {
        line().addToClasspath(path);
    }

    @Override
    public void stop() {
        lines.values().forEach(Line::cancel);
        // Named, so that one that arrives late does not stop the cell that has come after.
        List<String> cells = lines.values().stream()
                .map(Line::cell)
                .filter(cell -> !cell.isEmpty())
                .toList();
        starting.thenAccept(worker -> worker.interrupt(cells));
    }

    @Override
    public void close() {
        lines.values().forEach(Line::close);
        Line unused = spare.getAndSet(null);
        if (unused != null) {
            unused.close();
        }
    }

    /** What is done with a line while the compiler is free. */
    interface Call<T> {
        T run() throws RunException, EngineTerminationException, InternalException;
    }

    /** Lets others compile and complete while the worker is busy with this call. */
    <T> T withoutCompiler(Call<T> call) throws RunException, EngineTerminationException, InternalException {
        int holds = compiler.getHoldCount();
        for (int i = 0; i < holds; i++) {
            compiler.unlock();
        }
        try {
            return call.run();
        } finally {
            for (int i = 0; i < holds; i++) {
                compiler.lock();
            }
        }
    }

    private static ClassBytecodes[] woven(ClassBytecodes[] classes) {
        ClassBytecodes[] woven = new ClassBytecodes[classes.length];
        for (int i = 0; i < classes.length; i++) {
            woven[i] = new ClassBytecodes(classes[i].name(), Weaver.weave(classes[i].bytecodes()));
        }
        return woven;
    }
}
