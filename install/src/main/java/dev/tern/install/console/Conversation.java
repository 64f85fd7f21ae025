package dev.tern.install.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tern.install.client.CellListener;
import dev.tern.install.client.KernelSession;
import dev.tern.install.client.Outcome;
import dev.tern.install.notebook.TerminalView;
import dev.tern.kernel.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a console asks its kernel. */
final class Conversation {
    /**
     * What could stand at the cursor.
     *
     * @param start where the text begins that a match replaces, in UTF-16 units
     */
    record Completions(int start, List<String> matches) {}

    private final KernelSession kernel;
    private final TerminalView view;

    Conversation(KernelSession kernel, TerminalView view) {
        this.kernel = kernel;
        this.view = view;
    }

    String banner() {
        return text(kernel.information(), "banner");
    }

    /** Whether more lines are needed before the code can run. */
    boolean isIncomplete(String code) {
        JsonObject content = new JsonObject();
        content.addProperty("code", code);
        return text(kernel.ask("is_complete_request", content), "status").equals("incomplete");
    }

    Completions complete(String code, int cursor) {
        JsonObject content = new JsonObject();
        content.addProperty("code", code);
        content.addProperty("cursor_pos", code.codePointCount(0, cursor)); // the protocol counts code points
        JsonObject reply = kernel.ask("complete_request", content);
        List<String> matches = new ArrayList<>();
        if (reply.get("matches") instanceof JsonArray array) {
            array.forEach(match -> matches.add(match.getAsString()));
        }
        JsonElement start = reply.get("cursor_start");
        int points = start == null ? cursor : Math.min(start.getAsInt(), code.codePointCount(0, cursor));
        return new Completions(code.offsetByCodePoints(0, points), matches);
    }

    /** Runs code that can read no input, and shows what it puts out. */
    Outcome run(String code) {
        Outcome outcome = kernel.execute(code, view::output);
        view.endCell();
        return outcome;
    }

    /** Runs code whose requests for input are answered by a function of the prompt. */
    Outcome run(String code, UnaryOperator<String> answer) {
        Outcome outcome = kernel.execute(code, new CellListener() {
            @Override
            public void output(Message message) {
                view.output(message);
            }

            @Override
            public String input(String prompt, boolean password) {
                return answer.apply(prompt);
            }

            @Override
            public boolean takesInput() {
                return true;
            }
        });
        view.endCell();
        return outcome;
    }

    void interrupt() {
        kernel.interrupt();
    }

    private static String text(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
    }
}
