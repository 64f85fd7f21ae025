package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tern.kernel.wire.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A real kernel whose debugger is spoken to as JupyterLab does it. */
final class DebugFixture implements AutoCloseable {
    final KernelFixture kernel;
    private int sequence;

    DebugFixture(String... flags) throws IOException, InterruptedException {
        kernel = new KernelFixture(flags);
    }

    /** Sends a command; returns the whole response. */
    JsonObject send(String command, String arguments) throws InterruptedException {
        JsonObject request = new JsonObject();
        request.addProperty("type", "request");
        request.addProperty("seq", sequence++);
        request.addProperty("command", command);
        request.add("arguments", JsonParser.parseString(arguments));
        Message sent = kernel.client.control("debug_request", request);
        JsonObject response = kernel.reply(sent).content();
        assertThat(response.get("type").getAsString()).isEqualTo("response");
        assertThat(response.get("command").getAsString()).isEqualTo(command);
        assertThat(response.get("request_seq").getAsInt()).isEqualTo(sequence - 1);
        return response;
    }

    /** Sends a command that must succeed; returns the body of the response. */
    JsonObject ask(String command, String arguments) throws InterruptedException {
        JsonObject response = send(command, arguments);
        assertThat(response.get("success").getAsBoolean()).as("%s", response).isTrue();
        return response.getAsJsonObject("body");
    }

    /** Switches the debugger on. */
    JsonObject start() throws InterruptedException {
        JsonObject abilities = ask("initialize", "{\"clientID\": \"jupyterlab\", \"adapterID\": \"java\"}");
        ask("attach", "{}");
        return abilities;
    }

    /** Sets the breakpoints of a cell; returns its path. */
    String breakpoints(String code, int... lines) throws InterruptedException {
        JsonObject cell = new JsonObject();
        cell.addProperty("code", code);
        String path = ask("dumpCell", cell.toString()).get("sourcePath").getAsString();
        JsonArray wanted = new JsonArray();
        for (int line : lines) {
            wanted.add(JsonParser.parseString("{\"line\": " + line + "}"));
        }
        JsonObject source = new JsonObject();
        source.addProperty("path", path);
        JsonObject arguments = new JsonObject();
        arguments.add("source", source);
        arguments.add("breakpoints", wanted);
        ask("setBreakpoints", arguments.toString());
        ask("configurationDone", "{}");
        return path;
    }

    /** Waits for an event of the debugger; returns its body. */
    JsonObject event(String name) throws InterruptedException {
        List<Message> others = new ArrayList<>();
        while (true) {
            Message next = KernelFixture.next(kernel.broadcasts, name + " event");
            if (next.type().equals("debug_event") && next.text("event", "").equals(name)) {
                for (int i = others.size() - 1; i >= 0; i--) {
                    kernel.broadcasts.addFirst(others.get(i));
                }
                return next.content().getAsJsonObject("body");
            }
            others.add(next);
        }
    }

    /** Waits until a thread stops; returns its frames, innermost first, as {@code name:line}. */
    List<String> stop(String reason) throws InterruptedException {
        JsonObject stopped = event("stopped");
        assertThat(stopped.get("reason").getAsString()).isEqualTo(reason);
        return frames();
    }

    List<String> frames() throws InterruptedException {
        List<String> frames = new ArrayList<>();
        for (JsonElement each : stackFrames()) {
            JsonObject frame = each.getAsJsonObject();
            frames.add(frame.get("name").getAsString() + ":" + frame.get("line").getAsInt());
        }
        return frames;
    }

    JsonArray stackFrames() throws InterruptedException {
        return ask("stackTrace", "{\"threadId\": 0}").getAsJsonArray("stackFrames");
    }

    int frame(int index) throws InterruptedException {
        return stackFrames().get(index).getAsJsonObject().get("id").getAsInt();
    }

    /** The variables of a scope of a frame: name, value and number in turn as DAP gives them. */
    JsonArray scope(int frame, String name) throws InterruptedException {
        for (JsonElement scope : ask("scopes", "{\"frameId\": " + frame + "}").getAsJsonArray("scopes")) {
            if (scope.getAsJsonObject().get("name").getAsString().equals(name)) {
                return inside(scope.getAsJsonObject().get("variablesReference").getAsInt());
            }
        }
        throw new AssertionError("no scope " + name);
    }

    JsonArray inside(int reference) throws InterruptedException {
        return ask("variables", "{\"variablesReference\": " + reference + "}").getAsJsonArray("variables");
    }

    /** Variables as {@code name=value}. */
    static List<String> told(JsonArray variables) {
        List<String> told = new ArrayList<>();
        variables.forEach(each -> told.add(each.getAsJsonObject().get("name").getAsString() + "="
                + each.getAsJsonObject().get("value").getAsString()));
        return told;
    }

    /** The value of an expression in the innermost frame. */
    String evaluate(String expression) throws InterruptedException {
        JsonObject arguments = new JsonObject();
        arguments.addProperty("expression", expression);
        arguments.addProperty("frameId", frame(0));
        JsonObject response = send("evaluate", arguments.toString());
        return response.get("success").getAsBoolean()
                ? response.getAsJsonObject("body").get("result").getAsString()
                : "refused: " + response.get("message").getAsString();
    }

    void go(String command) throws InterruptedException {
        ask(command, "{\"threadId\": 0}");
    }

    @Override
    public void close() throws InterruptedException {
        kernel.close();
    }
}
