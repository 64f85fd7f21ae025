package dev.tern.kernel.debug;

import static dev.tern.kernel.debug.Json.array;
import static dev.tern.kernel.debug.Json.body;
import static dev.tern.kernel.debug.Json.number;
import static dev.tern.kernel.debug.Json.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
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
    private final CellSources sources;
    private final Debugger debugger;
    private final StopCommands stops;
    private final BiConsumer<String, JsonObject> events;

    private DebugCommands(
            Session session, CellSources sources, BiConsumer<String, JsonObject> events, Executor betweenCells) {
        this.sources = sources;
        this.events = events;
        debugger = new Debugger(session, sources, events, betweenCells);
        stops = new StopCommands(debugger, new Inspection(session, sources), events);
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
        DebugRequests requests = new DebugRequests()
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
                .on("modules", arguments -> commands.modules())
                .on("inspectVariables", arguments -> body("variables", new JsonArray()));
        commands.stops.addTo(requests);
        return requests.whileNothingIsStopped(commands.debugger::isNothingStopped);
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
        stops.forget();
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

    private static JsonObject line(int line) {
        JsonObject place = new JsonObject();
        place.addProperty("line", line);
        return place;
    }

    private static String path(JsonObject arguments) {
        JsonElement source = arguments.get("source");
        return source != null && source.isJsonObject() ? text(source.getAsJsonObject(), "path") : "";
    }
}
