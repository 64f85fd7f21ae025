package dev.tern.kernel.debug;

import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Steps of one worker's threads. Not with the JVM's own steps, under which all that a step runs over is interpreted, a
 * training loop as well: a step is a breakpoint wherever the thread can come next, and it runs there at full speed.
 */
final class Steps {
    /** How far a thread goes. */
    enum Kind {
        /** To the next line of this method or, when it ends, of its caller. */
        OVER,
        /** To the next line, in whatever method it is. */
        INTO,
        /** To the caller. */
        OUT,
        /** To the next line that begins, the present one again included. */
        PAUSE
    }

    /** At most so many frames may be on the stack for the step to end there. */
    private record Limit(int frames) {}

    private static final Limit NONE = new Limit(Integer.MAX_VALUE);
    private static final int INVOKE_VIRTUAL = 0xb6;
    private static final int INVOKE_STATIC = 0xb8;
    private static final int INVOKE_DYNAMIC = 0xba;

    private final VirtualMachine machine;
    private final Classes classes;
    private final List<BreakpointRequest> requests = new ArrayList<>();
    private final Set<String> entries = new HashSet<>();
    private @Nullable Kind going;
    private String reason = "step";

    Steps(VirtualMachine machine, Classes classes) {
        this.machine = machine;
        this.classes = classes;
    }

    /** Plans the step of a thread that is suspended and still has to be resumed. */
    synchronized void plan(ThreadReference thread, Kind kind) {
        clear();
        going = kind;
        reason = kind == Kind.PAUSE ? "pause" : "step";
        List<Frames.Frame> frames = Frames.of(thread);
        for (int i = 0; i < frames.size(); i++) {
            Frames.Frame frame = frames.get(i);
            Limit limit = new Limit(frame.depth());
            if (i > 0 || frame.index() > 0) {
                back(frame, thread, limit);
            }
            if (i > 0 || kind != Kind.OUT) {
                lines(frame, thread, i == 0 && kind == Kind.PAUSE, limit);
            }
        }
        if (kind == Kind.INTO || kind == Kind.PAUSE) {
            Set<Method> around = new HashSet<>();
            frames.forEach(frame -> around.add(frame.location().method()));
            classes.all().forEach(type -> enter(type, thread, kind == Kind.INTO ? Set.of() : around));
        }
    }

    /** Plans a step that ends where the next statement of a cell begins. */
    synchronized void planNextStatement() {
        clear();
        going = Kind.PAUSE;
        reason = "pause";
    }

    /** Why the thread of this event stops here, in the words of DAP; its step is over then. Null when it goes on. */
    synchronized @Nullable String ends(BreakpointEvent event) {
        if (!(event.request().getProperty(Steps.class) instanceof Limit limit)) {
            return null;
        }
        try {
            if (event.thread().frameCount() <= limit.frames()) {
                clear();
                return reason;
            }
        } catch (com.sun.jdi.IncompatibleThreadStateException running) {
            // It cannot have stopped then.
        }
        return null;
    }

    /** A step has left the statement it began in, and the next of the cell begins: it ends there. */
    synchronized void onNextStatement(String type) {
        if (going != null) {
            clear();
            entries.add(type);
            prepared(type);
        }
    }

    /** A class can run now: a step may be bound to end where it begins. */
    synchronized void prepared(String outer) {
        for (ReferenceType type : classes.of(outer)) {
            if (entries.contains(type.name())) {
                Classes.methods(type).stream()
                        .filter(method -> method.name().startsWith(Frames.STATEMENT))
                        .forEach(method -> set(classes.starts(method), null, NONE));
            } else if (going == Kind.INTO || going == Kind.PAUSE) {
                enter(type, null, Set.of());
            }
        }
    }

    /** Forgets the step. */
    synchronized void clear() {
        requests.forEach(machine.eventRequestManager()::deleteEventRequest);
        requests.clear();
        entries.clear();
        going = null;
    }

    private void enter(ReferenceType type, @Nullable ThreadReference thread, Set<Method> except) {
        for (Method method : Classes.methods(type)) {
            List<Location> starts = except.contains(method) ? List.of() : classes.starts(method);
            if (!starts.isEmpty()) {
                set(starts.subList(0, 1), thread, NONE);
            }
        }
    }

    private void lines(Frames.Frame frame, ThreadReference thread, boolean also, Limit limit) {
        Classes.Spot here = classes.spot(frame.location());
        List<Location> others = classes.starts(frame.location().method()).stream()
                .filter(each -> also || here == null || !here.equals(classes.spot(each)))
                .toList();
        set(others, thread, limit);
    }

    /** The place behind the call that a frame waits for. */
    private void back(Frames.Frame frame, ThreadReference thread, Limit limit) {
        Location call = frame.location();
        byte[] code = call.method().bytecodes();
        int at = (int) call.codeIndex();
        int operation = at < code.length ? code[at] & 0xff : 0;
        if (operation >= INVOKE_VIRTUAL && operation <= INVOKE_DYNAMIC) {
            Location behind = call.method().locationOfCodeIndex(at + (operation <= INVOKE_STATIC ? 3 : 5));
            if (behind != null && classes.spot(call) != null) {
                set(List.of(behind), thread, limit);
            }
        }
    }

    private void set(List<Location> locations, @Nullable ThreadReference thread, Limit limit) {
        for (Location location : locations) {
            BreakpointRequest request = machine.eventRequestManager().createBreakpointRequest(location);
            request.putProperty(Steps.class, limit);
            request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
            if (thread != null) {
                request.addThreadFilter(thread);
            }
            request.enable();
            requests.add(request);
        }
    }
}
