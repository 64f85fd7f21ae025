package dev.tern.kernel.worker;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import org.jspecify.annotations.Nullable;

/**
 * Stops a running cell. Every loop and method of a cell calls one shared call site, which does nothing and costs
 * nothing until an interrupt points it at {@link #check}. What blocks is woken by the thread's own interrupt.
 */
public final class Interrupts {
    private static final MethodType VOID = MethodType.methodType(void.class);
    private static final MethodHandle NOTHING = MethodHandles.empty(VOID);
    private static final MethodHandle CHECK = checkHandle();
    private static final MutableCallSite SITE = new MutableCallSite(NOTHING);

    private static volatile @Nullable Thread executing;
    private static boolean wanted;

    private Interrupts() {}

    /** Links the check that the front wove into a cell's classes. */
    public static CallSite bootstrap(MethodHandles.Lookup lookup, String name, MethodType type) {
        return SITE;
    }

    /** The check while an interrupt is wanted: ends the executing thread and lets every other pass. */
    public static void check() {
        if (Thread.currentThread() == executing) {
            throw new Interruption();
        }
    }

    /** A new cell: interrupts meant for an earlier one are forgotten. */
    static synchronized void begin() {
        wanted = false;
    }

    /** The current thread starts to run code of the cell. */
    static synchronized void enter() {
        executing = Thread.currentThread();
        if (wanted) {
            arm(Thread.currentThread());
        }
    }

    /** The current thread is done with code of the cell, and free of any interrupt. */
    static synchronized void leave() {
        executing = null;
        if (SITE.getTarget() != NOTHING) {
            point(NOTHING);
        }
        Thread.interrupted();
    }

    /** Stops the cell that runs, or the next code of the cell that has begun. */
    static synchronized void interrupt() {
        wanted = true;
        Thread thread = executing;
        if (thread != null) {
            arm(thread);
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
