package dev.tern.kernel.debug;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.StackFrame;
import com.sun.jdi.Value;
import dev.tern.kernel.session.Origin;
import dev.tern.kernel.session.Session;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the front end knows by number while threads are stopped: frames, their scopes, and values that can be opened. */
final class Inspection {
    private final Session session;
    private final CellSources sources;
    private final Map<Integer, FrameOf> frames = new HashMap<>();
    private final Map<Integer, Object> scopes = new HashMap<>();
    private int last;

    private record FrameOf(Stop stop, int index) {}

    private record LocalsOf(FrameOf frame) {}

    private record GlobalsOf(Stop stop) {}

    private record Inside(Stop stop, ObjectReference value) {}

    Inspection(Session session, CellSources sources) {
        this.session = session;
        this.sources = sources;
    }

    /** Forgets every number: a thread goes on. None is given out twice. */
    void clear() {
        frames.clear();
        scopes.clear();
    }

    /** The frames of a stopped thread that are code of cells, as DAP lists them. */
    JsonArray frames(Target target, Stop stop) {
        JsonArray list = new JsonArray();
        for (Frames.Frame frame : Frames.of(stop.thread())) {
            Origin origin = target.classes().origin(frame.location().declaringType());
            Classes.Spot spot = target.classes().spot(frame.location());
            JsonObject entry = new JsonObject();
            entry.addProperty("id", ++last);
            frames.put(last, new FrameOf(stop, frame.index()));
            String label = origin == null ? "?" : origin.label();
            entry.addProperty("name", Frames.name(frame.location(), label));
            entry.addProperty("line", origin == null || spot == null ? 1 : Math.max(spot.line(), origin.firstLine()));
            entry.addProperty("column", 1);
            if (origin != null) {
                JsonObject source = new JsonObject();
                source.addProperty("name", "cell [" + label + "]");
                source.addProperty("path", sources.path(label));
                source.addProperty("sourceReference", 0);
                entry.add("source", source);
            }
            list.add(entry);
        }
        return list;
    }

    /** The scopes of a frame as DAP lists them: its own variables and those of the session. */
    JsonArray scopes(int frame) {
        FrameOf asked = frame(frame);
        JsonArray list = new JsonArray();
        list.add(scope("Locals", new LocalsOf(asked), "locals", false));
        list.add(scope("Globals", new GlobalsOf(asked.stop()), "globals", true));
        return list;
    }

    /** What is in a scope or a value as DAP lists it. */
    JsonArray variables(Target target, int reference) {
        Object asked = scopes.get(reference);
        if (asked instanceof LocalsOf locals) {
            List<Named> variables = Expressions.locals(stackFrame(locals.frame()));
            return values(target, locals.frame().stop()).list(variables);
        }
        if (asked instanceof GlobalsOf globals) {
            return values(target, globals.stop()).list(Globals.of(session, target));
        }
        if (asked instanceof Inside inside) {
            Values values = values(target, inside.stop());
            return values.list(values.inside(inside.value(), ""));
        }
        throw new Refusal("There is nothing any more under the number " + reference);
    }

    /** The value of an expression in a frame. */
    @Nullable
    Value evaluate(Target target, int frame, String code) {
        FrameOf asked = frame(frame);
        return new Expressions(session, target).evaluate(code, stackFrame(asked), asked.stop());
    }

    /** A value of this frame's thread as DAP lists it. */
    JsonObject shown(Target target, int frame, @Nullable Value value) {
        return values(target, frame(frame).stop())
                .list(List.of(new Named("", value, "", "")))
                .get(0)
                .getAsJsonObject();
    }

    /** The forms that a value of this frame's thread is shown in: MIME type and content in turn. */
    List<String> rendered(Target target, int frame, @Nullable Value value) {
        return new Calls(target, frame(frame).stop()).rendered(value);
    }

    private Values values(Target target, Stop stop) {
        return new Values(target, stop, value -> number(new Inside(stop, value)));
    }

    private JsonObject scope(String name, Object content, String kind, boolean expensive) {
        JsonObject scope = new JsonObject();
        scope.addProperty("name", name);
        scope.addProperty("variablesReference", number(content));
        scope.addProperty("expensive", expensive);
        scope.addProperty("presentationHint", kind);
        return scope;
    }

    private int number(Object content) {
        scopes.put(++last, content);
        return last;
    }

    private FrameOf frame(int id) {
        FrameOf frame = frames.get(id);
        if (frame == null) {
            throw new Refusal("There is no frame any more under the number " + id);
        }
        return frame;
    }

    private static StackFrame stackFrame(FrameOf frame) {
        try {
            return frame.stop().thread().frame(frame.index());
        } catch (IncompatibleThreadStateException running) {
            throw new Refusal("The thread is running");
        }
    }
}
