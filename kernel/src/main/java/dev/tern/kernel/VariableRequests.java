package dev.tern.kernel;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tern.kernel.debug.DebugRequests;
import dev.tern.kernel.debug.Refusal;
import dev.tern.kernel.session.Session;
import dev.tern.kernel.worker.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jshell.Snippet;

/**
 * What a variable panel asks by debug_request, answered without a debugger and while a cell runs, too: each method takes
 * the arguments of a command and returns the body of its response.
 */
final class VariableRequests {
    private static final int SECONDS = 5;
    private static final int MOST = 500;
    private static final int FIRST_NUMBER = 1 << 30;

    private final Session session;
    private final AtomicLong questions = new AtomicLong();
    private final Map<String, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();

    VariableRequests(Session session) {
        this.session = session;
    }

    /** Adds these commands to those of the debugger, which keeps what is about a stopped thread. */
    DebugRequests join(DebugRequests debugger) {
        return debugger.onIdle("inspectVariables", this::inspect)
                .on("variables", VariableRequests::isOurs, this::inside)
                .on("richInspectVariables", arguments -> !isOfAFrame(arguments), this::rendered);
    }

    /** inspectVariables: name, type, one line and a number to open it by, of each variable. */
    JsonObject inspect(JsonObject arguments) {
        List<String> question = new ArrayList<>(List.of("variables"));
        session.analyze(shell -> {
            shell.variables()
                    .filter(variable -> shell.status(variable) == Snippet.Status.VALID
                            && !variable.name().startsWith("$"))
                    .limit(MOST)
                    .forEach(variable -> {
                        question.add(variable.name());
                        question.add(variable.typeName());
                    });
            return question;
        });
        return ask(question);
    }

    /** variables: what is inside the value of a number that {@link #isOurs}. */
    JsonObject inside(JsonObject arguments) {
        return ask(List.of("inside", Integer.toString(number(arguments))));
    }

    /** richInspectVariables: the forms a variable is shown in. */
    JsonObject rendered(JsonObject arguments) {
        JsonElement name = arguments.get("variableName");
        if (name == null || !name.isJsonPrimitive()) {
            throw new Refusal("The request names no variable: it has no variableName");
        }
        return ask(List.of("rendered", name.getAsString()));
    }

    /** Whether the number of a request for variables was given out here and not by a debugger. */
    static boolean isOurs(JsonObject arguments) {
        return number(arguments) >= FIRST_NUMBER;
    }

    /** The worker has answered. */
    void answered(Event event) {
        CompletableFuture<JsonObject> waiting = asked.remove(event.cell());
        if (waiting != null) {
            String failure = event.fields().get(1);
            if (failure.isEmpty()) {
                waiting.complete(JsonParser.parseString(event.fields().get(0)).getAsJsonObject());
            } else {
                waiting.completeExceptionally(new Refusal(failure));
            }
        }
    }

    /** Nobody is left to answer. */
    void workerGone() {
        asked.values().forEach(each -> each.completeExceptionally(new Refusal("The worker has ended")));
        asked.clear();
    }

    private JsonObject ask(List<String> question) {
        String number = "inspect-" + questions.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        asked.put(number, answer);
        try {
            session.send(new Event(Event.Kind.INSPECT, number, question));
            return answer.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException slow) {
            throw new Refusal(
                    "The variables took longer than " + SECONDS + " s to tell: is there a slow toString() among them?");
        } catch (ExecutionException failed) {
            throw new Refusal(String.valueOf(failed.getCause().getMessage()));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Refusal("Interrupted while the variables were told");
        } finally {
            asked.remove(number);
        }
    }

    private static boolean isOfAFrame(JsonObject arguments) {
        JsonElement frame = arguments.get("frameId");
        return frame != null && !frame.isJsonNull();
    }

    private static int number(JsonObject arguments) {
        JsonElement number = arguments.get("variablesReference");
        return number != null
                        && number.isJsonPrimitive()
                        && number.getAsJsonPrimitive().isNumber()
                ? number.getAsInt()
                : 0;
    }
}
