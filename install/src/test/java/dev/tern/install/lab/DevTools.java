package dev.tern.install.lab;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The DevTools protocol of one page: commands with their answers, and what the page's console said. */
final class DevTools implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final AtomicInteger last = new AtomicInteger();
    private final WebSocket socket;

    DevTools(HttpClient client, URI page) {
        socket = client.newWebSocketBuilder().buildAsync(page, new Listener()).join();
        send("Runtime.enable", new JsonObject());
        send("Log.enable", new JsonObject());
        send("Page.enable", new JsonObject());
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @throws IllegalStateException if the browser refuses it
     */
    JsonObject send(String method, JsonObject parameters) {
        int id = last.incrementAndGet();
        JsonObject command = new JsonObject();
        command.addProperty("id", id);
        command.addProperty("method", method);
        command.add("params", parameters);
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        socket.sendText(command.toString(), true).join();
        JsonObject said = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        if (said.has("error")) {
            throw new IllegalStateException(method + ": " + said.get("error"));
        }
        return said.getAsJsonObject("result");
    }

    /** The errors that the page's scripts threw or wrote to the console. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        socket.abort();
    }

    private void take(JsonObject message) {
        JsonElement id = message.get("id");
        if (id != null) {
            CompletableFuture<JsonObject> answer = waiting.remove(id.getAsInt());
            if (answer != null) {
                answer.complete(message);
            }
            return;
        }
        JsonObject parameters = message.getAsJsonObject("params");
        switch (message.get("method").getAsString()) {
            case "Runtime.exceptionThrown" -> complaints.add("thrown: " + thrown(parameters));
            case "Runtime.consoleAPICalled" -> {
                if (parameters.get("type").getAsString().equals("error")) {
                    complaints.add("console: " + parameters.get("args"));
                }
            }
            case "Log.entryAdded" -> {
                JsonObject entry = parameters.getAsJsonObject("entry");
                if (entry.get("level").getAsString().equals("error")) {
                    complaints.add("log: " + entry.get("text") + " " + entry.get("url"));
                }
            }
            default -> {
                // Of no interest here.
            }
        }
    }

    private static String thrown(JsonObject parameters) {
        JsonObject details = parameters.getAsJsonObject("exceptionDetails");
        JsonObject exception = details.getAsJsonObject("exception");
        return exception != null && exception.has("description")
                ? exception.get("description").getAsString().lines().findFirst().orElse("")
                : details.toString();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            text.append(part);
            if (isLast) {
                take(JsonParser.parseString(text.toString()).getAsJsonObject());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            waiting.values().forEach(answer -> answer.completeExceptionally(failure));
        }
    }
}
