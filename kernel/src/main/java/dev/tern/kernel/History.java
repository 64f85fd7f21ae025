package dev.tern.kernel;

import com.google.gson.JsonArray;
import dev.tern.kernel.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** The cells of this session, as history requests ask for them. */
final class History {
    private final List<String> inputs = new CopyOnWriteArrayList<>();

    /** Adds a cell; returns its number, from 1. */
    synchronized int add(String code) {
        inputs.add(code);
        return inputs.size();
    }

    /** The number of the last cell; 0 before the first. */
    int count() {
        return inputs.size();
    }

    /** The cells, oldest first; follows later additions. */
    List<String> inputs() {
        return inputs;
    }

    /** The entries a request asks for: {@code [session, line, input]}, or {@code [.., [input, null]]} with output. */
    JsonArray answer(Message request) {
        boolean output = request.bool("output", false);
        List<Integer> lines = switch (request.text("hist_access_type", "tail")) {
            case "range" -> range(request.number("start", 0), request.number("stop", inputs.size() + 1));
            case "search" -> search(request);
            default -> last(range(1, inputs.size() + 1), request.number("n", inputs.size()));
        };
        JsonArray entries = new JsonArray();
        for (int line : lines) {
            JsonArray entry = new JsonArray();
            entry.add(0);
            entry.add(line);
            if (output) {
                JsonArray pair = new JsonArray();
                pair.add(inputs.get(line - 1));
                pair.add(com.google.gson.JsonNull.INSTANCE);
                entry.add(pair);
            } else {
                entry.add(inputs.get(line - 1));
            }
            entries.add(entry);
        }
        return entries;
    }

    private List<Integer> search(Message request) {
        Pattern pattern = glob(request.text("pattern", "*"));
        boolean unique = request.bool("unique", false);
        List<Integer> found = new ArrayList<>();
        for (int line = inputs.size(); line >= 1; line--) {
            String input = inputs.get(line - 1);
            boolean again = unique
                    && found.stream().anyMatch(other -> inputs.get(other - 1).equals(input));
            if (pattern.matcher(input).matches() && !again) {
                found.add(0, line);
            }
        }
        return last(found, request.number("n", found.size()));
    }

    private List<Integer> range(int start, int stop) {
        List<Integer> lines = new ArrayList<>();
        for (int line = Math.max(1, start); line < Math.min(stop, inputs.size() + 1); line++) {
            lines.add(line);
        }
        return lines;
    }

    private static List<Integer> last(List<Integer> lines, int n) {
        return lines.subList(Math.max(0, lines.size() - Math.max(0, n)), lines.size());
    }

    private static Pattern glob(String glob) {
        StringBuilder regex = new StringBuilder();
        for (char c : glob.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
