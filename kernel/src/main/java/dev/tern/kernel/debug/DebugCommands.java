package dev.tern.kernel.debug;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.Value;
import dev.tern.kernel.session.Session;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The commands of DAP that the debugger answers, and those that Jupyter adds to them. */
public final class DebugCommands {
    private static final int PATIENCE_MILLISECONDS = 500;

    private final CellSources sources;
    private final Debugger debugger;
    private final Inspection inspection;
    private final BiConsumer<String, JsonObject> events;

    private DebugCommands(
            Session session, CellSources sources, BiConsumer<String, JsonObject> events, Executor betweenCells) {
        this.sources = sources;
        this.events = events;
        debugger = new Debugger(session, sources, events, betweenCells);
        inspection = new Inspection(session, sources);
    }

    /**
     * The requests with every command of a debugger that is off.
     *
     * @param codeOfLabel the code of the cell that traces call so; null when it is none of the notebook
     * @param events publishes an event of DAP: its name and its body
     * @param betweenCells does something when no cell is running
     */
    public static DebugRequests of(
            Session session,
            Function<String, @Nullable String> codeOfLabel,
            BiConsumer<String, JsonObject> events,
            Executor betweenCells) {
        DebugCommands commands = new DebugCommands(session, new CellSources(codeOfLabel), events, betweenCells);
        return new DebugRequests()
                .on("debugInfo", arguments -> commands.debugInfo())
                .on("initialize", arguments -> commands.initialize())
                .on("attach", arguments -> new JsonObject())
                .on("launch", arguments -> new JsonObject())
                .on("configurationDone", arguments -> new JsonObject())
                .on("disconnect", arguments -> commands.disconnect())
                .on("terminate", arguments -> commands.disconnect())
                .on("dumpCell", commands::dumpCell)
                .on("source", commands::source)
                .on("setBreakpoints", commands::setBreakpoints)
                .on("setExceptionBreakpoints", commands::setExceptionBreakpoints)
                .on("exceptionInfo", commands::exceptionInfo)
                .on("threads", arguments -> commands.threads())
                .on("stackTrace", commands::stackTrace)
                .on("scopes", arguments -> body("scopes", commands.inspection.scopes(number(arguments, "frameId"))))
                .on("variables", commands::variables)
                .on("evaluate", commands::evaluate)
                .on("continue", arguments -> commands.go(arguments, null))
                .on("next", arguments -> commands.go(arguments, Steps.Kind.OVER))
                .on("stepIn", arguments -> commands.go(arguments, Steps.Kind.INTO))
                .on("stepOut", arguments -> commands.go(arguments, Steps.Kind.OUT))
                .on("pause", arguments -> commands.pause())
                .on("modules", arguments -> commands.modules())
                .on("inspectVariables", arguments -> body("variables", new JsonArray()))
                .on("richInspectVariables", commands::richInspectVariables);
    }

    private JsonObject debugInfo() {
        JsonObject info = new JsonObject();
        info.addProperty("isStarted", debugger.isOn());
        info.addProperty("hashMethod", "Murmur2");
        info.addProperty("hashSeed", CellSources.SEED);
        info.addProperty("tmpFilePrefix", sources.prefix());
        info.addProperty("tmpFileSuffix", CellSources.SUFFIX);
        JsonArray breakpoints = new JsonArray();
        debugger.breakpoints().forEach((path, lines) -> {
            JsonObject cell = new JsonObject();
            cell.addProperty("source", path);
            JsonArray set = new JsonArray();
            lines.forEach(line -> set.add(line(line)));
            cell.add("breakpoints", set);
            breakpoints.add(cell);
        });
        info.add("breakpoints", breakpoints);
        JsonArray stopped = new JsonArray();
        Target target = debugger.targetIfOn();
        if (target != null) {
            target.stops().forEach(stop -> stopped.add(stop.id()));
        }
        info.add("stoppedThreads", stopped);
        info.addProperty("richRendering", true);
        JsonArray paths = new JsonArray();
        paths.add("Java Exceptions");
        info.add("exceptionPaths", paths);
        info.addProperty("copyToGlobals", false);
        return info;
    }

    private JsonObject initialize() {
        debugger.start();
        JsonObject abilities = new JsonObject();
        for (String ability : List.of(
                "supportsConfigurationDoneRequest",
                "supportsEvaluateForHovers",
                "supportsExceptionInfoRequest",
                "supportsModulesRequest",
                "supportsTerminateRequest")) {
            abilities.addProperty(ability, true);
        }
        JsonArray filters = new JsonArray();
        filters.add(filter(
                Exceptions.UNCAUGHT, "Uncaught Exceptions", "Stops where an exception is thrown that ends the cell"));
        filters.add(filter(
                Exceptions.CAUGHT, "Caught Exceptions", "Stops where an exception is thrown that the cell catches"));
        abilities.add("exceptionBreakpointFilters", filters);
        events.accept("initialized", new JsonObject());
        return abilities;
    }

    private static JsonObject filter(String name, String label, String description) {
        JsonObject filter = new JsonObject();
        filter.addProperty("filter", name);
        filter.addProperty("label", label);
        filter.addProperty("default", false);
        filter.addProperty("description", description);
        return filter;
    }

    private JsonObject disconnect() {
        inspection.clear();
        debugger.stop();
        return new JsonObject();
    }

    private JsonObject dumpCell(JsonObject arguments) {
        JsonObject body = new JsonObject();
        body.addProperty("sourcePath", sources.add(text(arguments, "code")));
        return body;
    }

    private JsonObject source(JsonObject arguments) {
        String path = path(arguments);
        String code = sources.code(path);
        if (code == null) {
            throw new Refusal("There is no source of " + path);
        }
        JsonObject body = new JsonObject();
        body.addProperty("content", code);
        body.addProperty("mimeType", "text/x-java");
        return body;
    }

    private JsonObject setBreakpoints(JsonObject arguments) {
        debugger.target();
        String path = path(arguments);
        List<Integer> lines = new ArrayList<>();
        JsonArray set = new JsonArray();
        for (JsonElement each : array(arguments, "breakpoints")) {
            int line = sources.statement(path, number(each.getAsJsonObject(), "line"));
            lines.add(line);
            JsonObject breakpoint = line(line);
            breakpoint.addProperty("id", lines.size());
            breakpoint.addProperty("verified", true);
            JsonObject source = new JsonObject();
            source.addProperty("path", path);
            breakpoint.add("source", source);
            set.add(breakpoint);
        }
        debugger.setBreakpoints(path, lines);
        return body("breakpoints", set);
    }

    private JsonObject setExceptionBreakpoints(JsonObject arguments) {
        Set<String> filters = new HashSet<>();
        array(arguments, "filters").forEach(each -> filters.add(each.getAsString()));
        debugger.setFilters(filters);
        return new JsonObject();
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
        if (target.stops().isEmpty() && !target.pause()) {
            throw new Refusal("No cell is running");
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

    /** JupyterLab lists them as the sources of the kernel: the cells that have run. */
    private JsonObject modules() {
        JsonArray modules = new JsonArray();
        Target target = debugger.targetIfOn();
        Set<String> labels = new java.util.TreeSet<>();
        if (target != null) {
            target.classes().origins().forEach(origin -> labels.add(origin.label()));
        }
        for (String label : labels) {
            JsonObject module = new JsonObject();
            module.addProperty("id", modules.size());
            module.addProperty("name", "cell [" + label + "]");
            module.addProperty("path", sources.path(label));
            modules.add(module);
        }
        JsonObject body = body("modules", modules);
        body.addProperty("totalModules", modules.size());
        return body;
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

    private static JsonObject line(int line) {
        JsonObject place = new JsonObject();
        place.addProperty("line", line);
        return place;
    }

    private static String path(JsonObject arguments) {
        JsonElement source = arguments.get("source");
        return source != null && source.isJsonObject() ? text(source.getAsJsonObject(), "path") : "";
    }

    private static String text(JsonObject arguments, String field) {
        JsonElement value = arguments.get(field);
        if (value == null || !value.isJsonPrimitive()) {
            throw new Refusal("The request has no " + field);
        }
        return value.getAsString();
    }

    private static int number(JsonObject arguments, String field) {
        JsonElement value = arguments.get(field);
        return value != null
                        && value.isJsonPrimitive()
                        && value.getAsJsonPrimitive().isNumber()
                ? value.getAsInt()
                : 0;
    }

    private static JsonArray array(JsonObject arguments, String field) {
        JsonElement value = arguments.get(field);
        return value != null && value.isJsonArray() ? value.getAsJsonArray() : new JsonArray();
    }

    private static JsonObject body(String field, JsonElement content) {
        JsonObject body = new JsonObject();
        body.add(field, content);
        return body;
    }
}
