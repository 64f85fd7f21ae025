package dev.tern.kernel.debug;

import static dev.tern.kernel.debug.Json.body;
import static dev.tern.kernel.debug.Json.number;
import static dev.tern.kernel.debug.Json.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.Value;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The commands about threads that are stopped: what they show and how they go on. */
final class StopCommands {
    private static final int PATIENCE_MILLISECONDS = 500;

    private final Debugger debugger;
    private final Inspection inspection;
    private final BiConsumer<String, JsonObject> events;

    /**
     * @param events publishes an event of DAP: its name and its body
     */
    StopCommands(Debugger debugger, Inspection inspection, BiConsumer<String, JsonObject> events) {
        this.debugger = debugger;
        this.inspection = inspection;
        this.events = events;
    }

    void addTo(DebugRequests requests) {
        requests.on("threads", arguments -> threads())
                .on("stackTrace", this::stackTrace)
                .on("scopes", arguments -> body("scopes", inspection.scopes(number(arguments, "frameId"))))
                .on("variables", this::variables)
                .on("evaluate", this::evaluate)
                .on("richInspectVariables", this::richInspectVariables)
                .on("exceptionInfo", this::exceptionInfo)
                .on("continue", arguments -> go(arguments, null))
                .on("next", arguments -> go(arguments, Steps.Kind.OVER))
                .on("stepIn", arguments -> go(arguments, Steps.Kind.INTO))
                .on("stepOut", arguments -> go(arguments, Steps.Kind.OUT))
                .on("pause", arguments -> pause());
    }

    /** Numbers given out so far mean nothing any more. */
    void forget() {
        inspection.clear();
    }

    private JsonObject exceptionInfo(JsonObject arguments) {
        Stop stop = stop(arguments);
        ObjectReference thrown = stop.thrown();
        if (thrown == null) {
            throw new Refusal("The thread was not stopped by an exception");
        }
        String type = thrown.referenceType().name();
        JsonObject details = new JsonObject();
        details.addProperty("message", Calls.message(thrown).replaceFirst("^: ", ""));
        details.addProperty("typeName", Types.shown(type));
        details.addProperty("fullTypeName", type);
        JsonObject info = new JsonObject();
        info.addProperty("exceptionId", Types.shown(type));
        info.addProperty("description", Types.shown(type) + Calls.message(thrown));
        info.addProperty("breakMode", stop.uncaught() ? "unhandled" : "always");
        info.add("details", details);
        return info;
    }

    private JsonObject threads() {
        JsonArray threads = new JsonArray();
        for (ThreadReference thread : debugger.target().machine().allThreads()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("id", (int) thread.uniqueID());
            entry.addProperty("name", thread.name());
            threads.add(entry);
        }
        return body("threads", threads);
    }

    private JsonObject stackTrace(JsonObject arguments) {
        JsonArray frames = inspection.frames(debugger.target(), stop(arguments));
        JsonObject body = body("stackFrames", frames);
        body.addProperty("totalFrames", frames.size());
        return body;
    }

    private JsonObject variables(JsonObject arguments) {
        return body("variables", inspection.variables(debugger.target(), number(arguments, "variablesReference")));
    }

    private JsonObject evaluate(JsonObject arguments) {
        Target target = debugger.target();
        if (!arguments.has("frameId")) {
            throw new Refusal("Nothing is stopped: run it in a cell");
        }
        int frame = number(arguments, "frameId");
        Value value = inspection.evaluate(target, frame, text(arguments, "expression"));
        JsonObject shown = inspection.shown(target, frame, value);
        JsonObject body = new JsonObject();
        body.add("result", shown.get("value"));
        body.add("type", shown.get("type"));
        body.add("variablesReference", shown.get("variablesReference"));
        return body;
    }

    private JsonObject richInspectVariables(JsonObject arguments) {
        Target target = debugger.target();
        if (!arguments.has("frameId")) {
            throw new Refusal("Nothing is stopped");
        }
        int frame = number(arguments, "frameId");
        Value value = inspection.evaluate(target, frame, text(arguments, "variableName"));
        List<String> forms = inspection.rendered(target, frame, value);
        JsonObject data = new JsonObject();
        for (int i = 0; i + 1 < forms.size(); i += 2) {
            String content = forms.get(i + 1);
            data.add(
                    forms.get(i),
                    forms.get(i).endsWith("json")
                            ? JsonParser.parseString(content)
                            : new com.google.gson.JsonPrimitive(content));
        }
        JsonObject body = body("data", data);
        body.add("metadata", new JsonObject());
        return body;
    }

    private JsonObject go(JsonObject arguments, Steps.@Nullable Kind step) {
        Target target = debugger.target();
        Stop stop = stop(arguments);
        inspection.clear();
        boolean alone = target.stops().size() == 1;
        JsonObject continued = new JsonObject();
        continued.addProperty("threadId", stop.id());
        continued.addProperty("allThreadsContinued", alone);
        events.accept("continued", continued);
        try {
            target.resume(stop, step);
        } catch (VMDisconnectedException gone) {
            throw new Refusal("The worker is gone");
        }
        if (!alone) {
            debugger.announceNext(target);
        }
        JsonObject body = new JsonObject();
        if (step == null) {
            body.addProperty("allThreadsContinued", alone);
        }
        return body;
    }

    private JsonObject pause() {
        Target target = debugger.target();
        if (!debugger.isCellRunning()) {
            throw new Refusal("No cell is running");
        }
        if (target.stops().isEmpty()) {
            target.pause();
        }
        long end = System.nanoTime() + PATIENCE_MILLISECONDS * 1_000_000L;
        try {
            while (target.stops().isEmpty() && System.nanoTime() < end) {
                Thread.sleep(5);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        if (target.stops().isEmpty()) {
            target.halt();
        }
        return new JsonObject();
    }

    /** The stop a request is about; a front end that knows of no thread means the one there is. */
    private Stop stop(JsonObject arguments) {
        Target target = debugger.target();
        Stop stop = target.stop(number(arguments, "threadId"));
        if (stop == null) {
            stop = target.stops().stream().findFirst().orElseThrow(() -> new Refusal("No thread is stopped"));
        }
        return stop;
    }
}
