package dev.tern.kernel.debug;

import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.ExceptionEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import dev.tern.kernel.session.Origin;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One worker that is looked into: its events, and which of its threads wait for the user. */
final class Target {
    private final VirtualMachine machine;
    private final Classes classes = new Classes();
    private final Breakpoints breakpoints;
    private final Steps steps;
    private final Exceptions exceptions;
    private final Consumer<Stop> listener;
    private final Map<Long, Stop> stopped = new LinkedHashMap<>();
    private final Set<Long> busy = ConcurrentHashMap.newKeySet();
    private volatile boolean passing = true;

    /**
     * @param wanted whether there is a breakpoint in a cell, named by its label, at a line
     * @param listener hears of every thread that stops
     */
    Target(VirtualMachine machine, BiFunction<String, Integer, Boolean> wanted, Consumer<Stop> listener) {
        this.machine = machine;
        this.listener = listener;
        breakpoints = new Breakpoints(machine, classes, wanted);
        steps = new Steps(machine, classes);
        exceptions = new Exceptions(machine);
        ClassPrepareRequest request = machine.eventRequestManager().createClassPrepareRequest();
        request.addClassFilter(Classes.NAMES);
        request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        request.enable();
        machine.allClasses().stream().filter(ReferenceType::isPrepared).forEach(classes::prepared);
        Thread thread = new Thread(this::listen, "tern-debug-events");
        thread.setDaemon(true);
        thread.start();
    }

    VirtualMachine machine() {
        return machine;
    }

    Classes classes() {
        return classes;
    }

    Exceptions exceptions() {
        return exceptions;
    }

    /** Stops at the breakpoints that are wanted now. */
    void refresh() {
        breakpoints.refresh();
    }

    /** From now on threads may stop, or none does. */
    void stopping(boolean allowed) {
        passing = !allowed;
    }

    void located(Origin origin) {
        classes.located(origin);
        breakpoints.refresh(origin);
        steps.prepared(origin.type());
    }

    void running(String type) {
        steps.onNextStatement(type);
    }

    /** No step goes beyond its cell. */
    void ended() {
        steps.clear();
    }

    /** The threads that wait for the user, the longest first. */
    synchronized Collection<Stop> stops() {
        return List.copyOf(stopped.values());
    }

    /** The stop of a thread by its number; null when it runs. */
    synchronized @Nullable Stop stop(int id) {
        return stopped.values().stream()
                .filter(stop -> stop.id() == id)
                .findFirst()
                .orElse(null);
    }

    /** Lets a thread go on, as far as a step or to its next stop. */
    void resume(Stop stop, Steps.@Nullable Kind step) {
        if (step == null) {
            steps.clear();
        } else {
            steps.plan(stop.thread(), step);
        }
        synchronized (this) {
            stopped.remove(stop.thread().uniqueID());
        }
        stop.thread().resume();
    }

    /** Stops the threads that run cells at the next line of a cell, be it one of the next statement. */
    void pause() {
        steps.planNextStatement();
        for (ThreadReference thread : machine.allThreads()) {
            thread.suspend();
            try {
                if (runsCell(thread) && !isStopped(thread)) {
                    steps.plan(thread, Steps.Kind.PAUSE);
                }
            } finally {
                thread.resume();
            }
        }
    }

    /** Stops the threads that run cells wherever they are, such as in a call that waits. */
    void halt() {
        for (ThreadReference thread : machine.allThreads()) {
            thread.suspend();
            if (runsCell(thread) && !isStopped(thread)) {
                steps.clear();
                stopAt(new Stop(thread, "pause", null, false, false));
            } else {
                thread.resume();
            }
        }
    }

    /** Whether code of a cell is on a thread that is held. */
    private static boolean runsCell(ThreadReference thread) {
        try {
            return !Frames.of(thread).isEmpty();
        } catch (Refusal ended) {
            // It was still there when the threads were listed, and no holding keeps one that was about to end.
            return false;
        }
    }

    /** Lets all threads go on. */
    void release() {
        steps.clear();
        for (Stop stop : stops()) {
            resume(stop, null);
        }
    }

    /** No thread stops any more, at nothing. */
    void calm() {
        passing = true;
        breakpoints.clear();
        exceptions.filter(Set.of());
        release();
    }

    /** While something runs on this thread for the debugger itself, it stops nowhere. */
    void setBusy(ThreadReference thread, boolean now) {
        if (now) {
            busy.add(thread.uniqueID());
        } else {
            busy.remove(thread.uniqueID());
        }
    }

    private synchronized boolean isStopped(ThreadReference thread) {
        return stopped.containsKey(thread.uniqueID());
    }

    private void listen() {
        try {
            while (true) {
                EventSet set = machine.eventQueue().remove();
                Stop stop = null;
                try {
                    for (Event event : set) {
                        Stop asked = handle(event);
                        stop = asked == null ? stop : asked;
                    }
                } catch (VMDisconnectedException over) {
                    throw over;
                } catch (RuntimeException broken) {
                    System.err.println("debugger: an event was passed over: " + broken);
                }
                if (stop == null) {
                    set.resume();
                } else {
                    stopAt(stop);
                }
            }
        } catch (VMDisconnectedException over) {
            // The worker is gone, and its threads with it.
            synchronized (this) {
                stopped.clear();
            }
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Stop handle(Event event) {
        if (event instanceof ClassPrepareEvent prepared) {
            classes.prepared(prepared.referenceType());
            Origin origin = classes.origin(prepared.referenceType());
            if (origin != null) {
                breakpoints.refresh(origin);
                steps.prepared(origin.type());
            }
            return null;
        }
        if (event instanceof BreakpointEvent hit && mayStop(hit.thread())) {
            String step = steps.ends(hit);
            boolean user = breakpoints.isOne(hit.request());
            if (user) {
                steps.clear();
            }
            String reason = user ? "breakpoint" : step;
            return reason == null ? null : new Stop(hit.thread(), reason, null, false, true);
        }
        if (event instanceof ExceptionEvent thrown && mayStop(thrown.thread())) {
            String reason = exceptions.reason(thrown);
            if (reason != null) {
                steps.clear();
                ObjectReference exception = thrown.exception();
                return new Stop(thrown.thread(), "exception", exception, reason.equals(Exceptions.UNCAUGHT), true);
            }
        }
        return null;
    }

    private boolean mayStop(ThreadReference thread) {
        return !passing && !busy.contains(thread.uniqueID());
    }

    private void stopAt(Stop stop) {
        synchronized (this) {
            stopped.put(stop.thread().uniqueID(), stop);
        }
        listener.accept(stop);
    }
}
