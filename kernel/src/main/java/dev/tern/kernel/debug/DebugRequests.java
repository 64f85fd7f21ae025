package dev.tern.kernel.debug;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Where a debug_request goes: the content is a request of DAP (Debug Adapter Protocol), the content of the reply its
 * response. Each command has one handler.
 */
public final class DebugRequests {
    /** Answers one command. */
    public interface Command {
        /**
         * The body of the response.
         *
         * @param arguments empty when the request has none
         * @throws Refusal if it cannot be obeyed; the message becomes that of the response
         */
        JsonObject answer(JsonObject arguments);
    }

    private static final Map<String, String> LISTS = Map.of(
            "threads", "threads",
            "stackTrace", "stackFrames",
            "scopes", "scopes",
            "variables", "variables",
            "inspectVariables", "variables",
            "modules", "modules",
            "setBreakpoints", "breakpoints");

    private final Map<String, Command> commands = new ConcurrentHashMap<>();
    private final Map<String, Command> idle = new ConcurrentHashMap<>();
    private volatile BooleanSupplier nothingIsStopped = () -> true;

    /** Has a command answered by this handler from now on. */
    public DebugRequests on(String command, Command handler) {
        commands.put(command, handler);
        return this;
    }

    /**
     * Has a command answered by this handler while no thread is stopped, and by that of {@link #on} otherwise: the
     * variable panel asks by the same commands with the debugger on, off and stopped.
     */
    public DebugRequests onIdle(String command, Command handler) {
        idle.put(command, handler);
        return this;
    }

    DebugRequests whileNothingIsStopped(BooleanSupplier condition) {
        nothingIsStopped = condition;
        return this;
    }

    /** Has those requests for a command that have such arguments answered by this handler; the others as before. */
    public DebugRequests on(String command, Predicate<JsonObject> such, Command handler) {
        Command before = commands.get(command);
        if (before == null) {
            throw new IllegalArgumentException("Nobody answers the other requests for " + command);
        }
        return on(command, arguments -> such.test(arguments) ? handler.answer(arguments) : before.answer(arguments));
    }

    /** The response to a request; a failure is a response, too. */
    public JsonObject answer(JsonObject request) {
        JsonElement named = request.get("command");
        String command = named != null && named.isJsonPrimitive() ? named.getAsString() : "";
        JsonObject response = new JsonObject();
        response.addProperty("type", "response");
        response.add("seq", request.get("seq"));
        response.add("request_seq", request.get("seq"));
        response.addProperty("command", command);
        Command handler = idle.containsKey(command) && nothingIsStopped.getAsBoolean()
                ? idle.get(command)
                : commands.get(command);
        if (handler == null) {
            return failed(response, "The debugger knows no command " + command);
        }
        JsonElement arguments = request.get("arguments");
        try {
            JsonObject body = handler.answer(
                    arguments != null && arguments.isJsonObject() ? arguments.getAsJsonObject() : new JsonObject());
            response.addProperty("success", true);
            response.add("body", body);
            return response;
        } catch (Refusal refused) {
            return failed(response, String.valueOf(refused.getMessage()));
        } catch (RuntimeException | LinkageError broken) {
            System.err.println("debug command " + command + " failed: " + broken);
            return failed(response, command + " failed: " + broken);
        }
    }

    private static JsonObject failed(JsonObject response, String message) {
        response.addProperty("success", false);
        response.addProperty("message", message);
        JsonObject body = new JsonObject();
        // JupyterLab goes through the list of a response before it looks whether there is one.
        String list = LISTS.get(response.get("command").getAsString());
        if (list != null) {
            body.add(list, new JsonArray());
        }
        response.add("body", body);
        return response;
    }
}
