package dev.tern.kernel.debug;

import com.google.gson.JsonObject;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import dev.tern.kernel.session.Origin;
import dev.tern.kernel.session.Session;
import dev.tern.kernel.session.Spectator;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of the debugger, whichever worker there is: on or off, breakpoints, exceptions to stop at. Switched
 * off, it keeps its connection to a worker that was started for it, so that switching it on again costs no variable.
 */
final class Debugger implements Spectator {
    private static final int INTERRUPT_MILLISECONDS = 20;

    private final Session session;
    private final CellSources sources;
    private final BiConsumer<String, JsonObject> events;
    private final Executor betweenCells;
    private final Map<String, List<Integer>> breakpoints = new TreeMap<>();
    private volatile Set<String> filters = Set.of();
    private volatile boolean on;
    private volatile String running = "";
    private volatile String interrupted = "";
    private @Nullable Link link;
    private volatile @Nullable Target target;

    /**
     * @param events publishes an event of DAP: its name and its body
     * @param betweenCells does something when no cell is running
     */
    Debugger(Session session, CellSources sources, BiConsumer<String, JsonObject> events, Executor betweenCells) {
        this.betweenCells = betweenCells;
        this.session = session;
        this.sources = sources;
        this.events = events;
    }

    boolean isOn() {
        return on;
    }

    /** Switches it on; the session says what that costs. */
    void start() {
        if (on) {
            return;
        }
        try {
            CompletableFuture.runAsync(() -> session.watch(this), betweenCells).join();
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new Refusal(String.valueOf(cause.getMessage()));
        }
        on = true;
        apply();
    }

    /** Switches it off: nothing stops any more, and no later worker is looked into. */
    void stop() {
        on = false;
        synchronized (breakpoints) {
            breakpoints.clear();
        }
        filters = Set.of();
        session.unwatch();
        Target now = target;
        if (now != null) {
            quietly(now::calm);
        }
    }

    /** The worker that is looked into. */
    Target target() {
        Target now = target;
        if (!on || now == null) {
            throw new Refusal("The debugger is off");
        }
        return now;
    }

    /** The worker that is looked into; null when none is. */
    @Nullable
    Target targetIfOn() {
        return on ? target : null;
    }

    /** The lines of the breakpoints of each cell, by its path. */
    Map<String, List<Integer>> breakpoints() {
        synchronized (breakpoints) {
            return new HashMap<>(breakpoints);
        }
    }

    /** Puts breakpoints in the place of all there were in a cell. */
    void setBreakpoints(String path, List<Integer> lines) {
        synchronized (breakpoints) {
            if (lines.isEmpty()) {
                breakpoints.remove(path);
            } else {
                breakpoints.put(path, List.copyOf(lines));
            }
        }
        Target now = targetIfOn();
        if (now != null) {
            now.refresh();
        }
    }

    /** Stops at exceptions of these filters. */
    void setFilters(Set<String> wanted) {
        filters = Set.copyOf(wanted);
        target().exceptions().filter(filters);
    }

    @Override
    public List<String> flags() throws IOException {
        Link opened = Link.listen();
        synchronized (this) {
            link = opened;
        }
        return opened.flags();
    }

    @Override
    public void awaitWorker() throws IOException {
        Link opened;
        synchronized (this) {
            opened = link;
            link = null;
        }
        if (opened == null) {
            return;
        }
        VirtualMachine machine = opened.await();
        target = new Target(machine, this::isWanted, this::stopped);
        apply();
    }

    @Override
    public void located(Origin origin) {
        tell(now -> now.located(origin));
    }

    @Override
    public void running(String cell, String type) {
        running = cell;
        tell(now -> {
            now.stopping(on && !cell.equals(interrupted));
            now.running(type);
        });
    }

    @Override
    public void ended(String cell) {
        running = "";
        tell(Target::ended);
    }

    /** Whether no thread waits for the user, with the debugger on or off. */
    boolean isNothingStopped() {
        Target now = targetIfOn();
        return now == null || now.stops().isEmpty();
    }

    /** Whether a cell is running, be it between two of its statements. */
    boolean isCellRunning() {
        return !running.isEmpty();
    }

    @Override
    public void interrupted() {
        interrupted = running;
        tell(now -> {
            now.stopping(false);
            if (!now.stops().isEmpty()) {
                // Or the thread would run on until it learns of the interrupt.
                CompletableFuture.delayedExecutor(INTERRUPT_MILLISECONDS, TimeUnit.MILLISECONDS)
                        .execute(() -> tell(Target::release));
            }
        });
    }

    @Override
    public boolean redefine(ClassBytecodes[] classes) throws ClassInstallException {
        Target now = target;
        if (now == null) {
            return false;
        }
        Map<ReferenceType, byte[]> code = new HashMap<>();
        try {
            for (ClassBytecodes each : classes) {
                List<ReferenceType> loaded = now.machine().classesByName(each.name());
                if (loaded.size() != 1) {
                    return false;
                }
                code.put(loaded.get(0), each.bytecodes());
            }
            // Not by the worker itself: what is known here of its classes would not fit them any more.
            now.machine().redefineClasses(code);
            return true;
        } catch (UnsupportedOperationException | LinkageError refused) {
            throw new ClassInstallException("redefine: " + refused, new boolean[classes.length]);
        } catch (VMDisconnectedException gone) {
            return false;
        }
    }

    private void apply() {
        tell(now -> {
            now.stopping(on);
            now.exceptions().filter(on ? filters : Set.of());
            now.refresh();
        });
    }

    private boolean isWanted(String label, int line) {
        synchronized (breakpoints) {
            return on
                    && breakpoints.getOrDefault(sources.path(label), List.of()).contains(line);
        }
    }

    private void stopped(Stop stop) {
        JsonObject body = new JsonObject();
        body.addProperty("reason", stop.reason());
        body.addProperty("threadId", stop.id());
        body.addProperty("preserveFocusHint", false);
        body.addProperty("allThreadsStopped", false);
        if (stop.thrown() != null) {
            body.addProperty("text", stop.thrown().referenceType().name());
            body.addProperty("description", Calls.message(stop.thrown()));
        }
        events.accept("stopped", body);
    }

    /** Says once more that a thread waits: the front end knows of one at a time. */
    void announceNext(Target now) {
        now.stops().stream().findFirst().ifPresent(this::stopped);
    }

    /** Tells the target; a worker that has died meanwhile is told nothing. */
    private void tell(Consumer<Target> told) {
        Target now = target;
        if (now != null) {
            quietly(() -> told.accept(now));
        }
    }

    private void quietly(Runnable body) {
        try {
            body.run();
        } catch (VMDisconnectedException gone) {
            target = null;
        }
    }
}
