package dev.tern.kernel.worker;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.reflect.InvocationTargetException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stops what one thread runs. Every loop and method of a cell calls one shared call site, which does nothing and
 * costs nothing until an interrupt points it at {@link #check}. What blocks is woken by the thread's own interrupt.
 */
public final class Interrupts {
    private static final MethodType VOID = MethodType.methodType(void.class);
    private static final MethodHandle NOTHING = MethodHandles.empty(VOID);
    private static final MethodHandle CHECK = checkHandle();
    private static final MutableCallSite SITE = new MutableCallSite(NOTHING);
    private static final long HELPERS_MILLISECONDS = 40;
    private static final List<Interrupts> ALL = new CopyOnWriteArrayList<>();

    private volatile @Nullable Thread executing;
    private volatile boolean wanted;
    private volatile String cell = "";

    private Interrupts() {}

    /** The switch of one more thread; {@link #close} when the thread ends. */
    static Interrupts create() {
        Interrupts created = new Interrupts();
        ALL.add(created);
        return created;
    }

    void close() {
        ALL.remove(this);
    }

    /** Links the check that the front wove into a cell's classes. */
    public static CallSite bootstrap(MethodHandles.Lookup lookup, String name, MethodType type) {
        return SITE;
    }

    /** The check while an interrupt is wanted: ends the threads it is meant for and lets every other pass. */
    public static void check() {
        Thread current = Thread.currentThread();
        // The helpers of a parallel stream work for the thread that waits for them.
        if (current instanceof ForkJoinWorkerThread helper && helper.getPool() == ForkJoinPool.commonPool()) {
            throw new Interruption();
        }
        for (Interrupts each : ALL) {
            if (each.wanted && each.executing == current) {
                throw new Interruption();
            }
        }
    }

    /** The check of a statement, in whose code there may be none; fails as its own code would. */
    void checkBefore() throws InvocationTargetException {
        if (wanted) {
            throw new InvocationTargetException(new Interruption());
        }
    }

    /**
     * Stops what these cells run, or their next code, and what belongs to no cell. One that has ended meanwhile takes
     * no other with it.
     */
    static void interrupt(Collection<String> cells) {
        ALL.stream()
                .filter(each -> each.cell.isEmpty() || cells.contains(each.cell))
                .forEach(Interrupts::interrupt);
    }

    /** A new cell, or something else with an empty id: interrupts meant for an earlier one are forgotten. */
    void begin(String id) {
        synchronized (SITE) {
            cell = id;
            wanted = false;
        }
    }

    /** The current thread starts to run code of the cell. */
    void enter() {
        synchronized (SITE) {
            executing = Thread.currentThread();
            if (wanted) {
                arm(Thread.currentThread());
            }
        }
    }

    /** The current thread is done with code of the cell, and free of any interrupt. */
    void leave() {
        if (wanted && ForkJoinPool.commonPool().getActiveThreadCount() > 0) {
            awaitHelpers();
        }
        synchronized (SITE) {
            executing = null;
            if (SITE.getTarget() != NOTHING && ALL.stream().noneMatch(each -> each.wanted && each.executing != null)) {
                point(NOTHING);
            }
            Thread.interrupted();
        }
    }

    private void interrupt() {
        synchronized (SITE) {
            wanted = true;
            Thread thread = executing;
            if (thread != null) {
                arm(thread);
            }
        }
    }

    /** Gives the helpers the time to meet a check: once it is disarmed nothing stops them. */
    private static void awaitHelpers() {
        boolean interrupted = Thread.interrupted();
        try {
            ForkJoinPool.commonPool().awaitQuiescence(HELPERS_MILLISECONDS, TimeUnit.MILLISECONDS);
        } catch (Interruption alsoHelping) {
            // This thread took over one of their tasks and met the check there.
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void arm(Thread thread) {
        point(CHECK);
        thread.interrupt();
    }

    private static void point(MethodHandle target) {
        SITE.setTarget(target);
        MutableCallSite.syncAll(new MutableCallSite[] {SITE});
    }

    private static MethodHandle checkHandle() {
        try {
            return MethodHandles.lookup().findStatic(Interrupts.class, "check", VOID);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
