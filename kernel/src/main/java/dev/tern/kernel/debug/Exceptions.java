package dev.tern.kernel.debug;

import com.sun.jdi.Location;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.event.ExceptionEvent;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.ExceptionRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stops where an exception is thrown that a cell will see. */
final class Exceptions {
    /** The filter of those that end the cell. */
    static final String UNCAUGHT = "uncaught";

    /** The filter of those that the code of a cell catches. */
    static final String CAUGHT = "caught";

    private static final List<String> OURS = List.of("dev.tern.kernel.", "jdk.jshell.");

    private final VirtualMachine machine;
    private Set<String> filters = Set.of();
    private @Nullable ExceptionRequest request;

    Exceptions(VirtualMachine machine) {
        this.machine = machine;
    }

    /** Stops at what these filters name, and at nothing else. */
    synchronized void filter(Set<String> wanted) {
        filters = Set.copyOf(wanted);
        ExceptionRequest old = request;
        if (old != null) {
            machine.eventRequestManager().deleteEventRequest(old);
            request = null;
        }
        if (!wanted.isEmpty()) {
            ExceptionRequest made = machine.eventRequestManager().createExceptionRequest(null, true, true);
            made.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
            made.enable();
            request = made;
        }
    }

    /** Why this is a reason to stop, one of the filters; null when it is none. */
    synchronized @Nullable String reason(ExceptionEvent event) {
        String type = event.exception().referenceType().name();
        if (OURS.stream().anyMatch(type::startsWith)) {
            return null;
        }
        List<Frames.Frame> frames = Frames.of(event.thread());
        if (frames.isEmpty() || !inStatement(frames)) {
            return null;
        }
        String kind = caughtBy(event.catchLocation(), frames);
        return kind != null && filters.contains(kind) ? kind : null;
    }

    private static boolean inStatement(List<Frames.Frame> frames) {
        return frames.get(frames.size() - 1).location().method().name().startsWith(Frames.STATEMENT);
    }

    /** CAUGHT by a cell, UNCAUGHT when only the kernel does; null when a library between the two takes care of it. */
    private static @Nullable String caughtBy(@Nullable Location handler, List<Frames.Frame> frames) {
        if (handler == null) {
            return UNCAUGHT;
        }
        ReferenceType type = handler.declaringType();
        if (Classes.isOfCell(type)) {
            return CAUGHT;
        }
        Frames.Frame outermost = frames.get(frames.size() - 1);
        boolean below = false;
        try {
            List<com.sun.jdi.StackFrame> all = outermost.frame().thread().frames();
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i).location().method().equals(handler.method())) {
                    below = i > outermost.index();
                    break;
                }
            }
        } catch (com.sun.jdi.IncompatibleThreadStateException running) {
            return null;
        }
        return below ? UNCAUGHT : null;
    }
}
