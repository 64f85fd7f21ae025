package dev.tern.kernel.debug;

import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import dev.tern.kernel.session.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** The user's breakpoints in one worker: set wherever the line has code, and in code that comes later. */
final class Breakpoints {
    private final VirtualMachine machine;
    private final Classes classes;
    private final BiFunction<String, Integer, Boolean> wanted;
    private final Map<String, List<BreakpointRequest>> requests = new HashMap<>();

    /**
     * @param wanted whether there is a breakpoint in a cell, named by its label, at a line
     */
    Breakpoints(VirtualMachine machine, Classes classes, BiFunction<String, Integer, Boolean> wanted) {
        this.machine = machine;
        this.classes = classes;
        this.wanted = wanted;
    }

    /** Sets anew what belongs into every class. */
    synchronized void refresh() {
        classes.origins().forEach(this::refresh);
    }

    /** Sets anew what belongs into the classes of one snippet. */
    synchronized void refresh(Origin origin) {
        requests.getOrDefault(origin.type(), List.of()).forEach(machine.eventRequestManager()::deleteEventRequest);
        List<BreakpointRequest> made = new ArrayList<>();
        SortedSet<Integer> lines = new TreeSet<>(origin.lines().values());
        if (lines.isEmpty()) {
            lines.add(origin.firstLine());
        }
        List<Integer> chosen = IntStream.rangeClosed(lines.first(), lines.last())
                .filter(line -> wanted.apply(origin.label(), line))
                .boxed()
                .toList();
        if (!chosen.isEmpty()) {
            Map<Integer, List<Location>> code = new TreeMap<>();
            for (ReferenceType type : classes.of(origin.type())) {
                for (Method method : Classes.methods(type)) {
                    classes.lines(method)
                            .forEach((line, location) -> code.computeIfAbsent(line, key -> new ArrayList<>())
                                    .add(location));
                }
            }
            for (int line : chosen) {
                nearest(code, line).ifPresent(there -> code.get(there).forEach(location -> made.add(set(location))));
            }
        }
        requests.put(origin.type(), made);
    }

    /** Removes all. */
    synchronized void clear() {
        requests.values().forEach(made -> made.forEach(machine.eventRequestManager()::deleteEventRequest));
        requests.clear();
    }

    boolean isOne(EventRequest request) {
        return request instanceof BreakpointRequest && request.getProperty(Breakpoints.class) != null;
    }

    /** The line itself if it has code, or else the next that has, or else the last before. */
    private static Optional<Integer> nearest(Map<Integer, List<Location>> code, int line) {
        return code.keySet().stream()
                .filter(each -> each >= line)
                .findFirst()
                .or(() -> code.keySet().stream().max(Comparator.naturalOrder()));
    }

    private BreakpointRequest set(Location location) {
        BreakpointRequest request = machine.eventRequestManager().createBreakpointRequest(location);
        request.putProperty(Breakpoints.class, true);
        request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        request.enable();
        return request;
    }
}
