package dev.tern.install.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tern.kernel.wire.Message;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Shows a kernel's output as text. Displays that are updated, such as a progress bar, stay at the bottom and are
 * rewritten in place on a terminal; elsewhere a line is printed now and then.
 */
public final class TerminalView {
    /** Where the text goes. */
    public enum Kind {
        /** A terminal: colours, and lines rewritten in place. */
        TERMINAL,
        /** A file or a pipe: plain lines. */
        PLAIN
    }

    private static final long QUIET_NANOSECONDS = 10_000_000_000L;

    private static final String NO_WRAP = "\033[?7l";
    private static final String WRAP = "\033[?7h";

    private static final class Live {
        String text = "";
        String printed = "";
        long printedAt;

        // What spans several lines, such as a table, could scroll out of reach of the cursor.
        boolean isOneLine() {
            return text.indexOf('\n') < 0;
        }
    }

    private final PrintStream out;
    private final Kind kind;
    private final Map<String, Live> live = new LinkedHashMap<>();
    private int drawnLines;
    private boolean lineOpen;

    public TerminalView(PrintStream out, Kind kind) {
        this.out = out;
        this.kind = kind;
    }

    /** A heading of the notebook. */
    public void heading(String text) {
        print("\n" + styled(Ansi.BOLD, text) + "\n");
    }

    /** The code that is about to run. */
    public void code(int number, String source) {
        StringBuilder text = new StringBuilder("\n");
        String mark = "[" + number + "] ";
        String indent = " ".repeat(mark.length());
        String prefix = styled(Ansi.CYAN, mark);
        for (String line : source.stripTrailing().split("\n", -1)) {
            text.append(prefix).append(styled(Ansi.DIM, line)).append('\n');
            prefix = indent;
        }
        print(text.toString());
    }

    /** One message of the running cell. */
    public void output(Message message) {
        JsonObject content = message.content();
        String id = Outputs.displayId(content);
        switch (message.type()) {
            case "stream" -> print(visible(message.text("text", "")));
            case "error" -> error(message);
            case "clear_output" -> {}
            case "update_display_data" -> update(String.valueOf(id), plain(content));
            default -> {
                settle();
                if (id == null || message.type().equals("execute_result")) {
                    print(plain(content) + "\n");
                } else {
                    update(id, plain(content));
                }
            }
        }
    }

    /** The cell has ended: what was shown last stays. */
    public void endCell() {
        freshLine();
        settle();
        live.clear();
        drawnLines = 0;
        out.flush();
    }

    /** Prints text above the live displays. */
    public void print(String text) {
        if (text.isEmpty()) {
            return;
        }
        erase();
        out.print(text);
        lineOpen = !text.endsWith("\n");
        draw();
        out.flush();
    }

    private void error(Message message) {
        StringBuilder text = new StringBuilder();
        if (message.content().get("traceback") instanceof JsonArray lines && !lines.isEmpty()) {
            lines.forEach(line -> text.append(line.getAsString()).append('\n'));
        } else {
            text.append(message.text("ename", "error")).append(": ").append(message.text("evalue", ""));
        }
        freshLine();
        print(styled(Ansi.RED, visible(text.toString().stripTrailing())) + "\n");
    }

    private void update(String id, String text) {
        Live display = live.computeIfAbsent(id, any -> new Live());
        boolean first = display.printedAt == 0;
        display.text = text;
        if (kind == Kind.TERMINAL && display.isOneLine()) {
            erase();
            display.printedAt = 1;
            draw();
        } else if (first || System.nanoTime() - display.printedAt > QUIET_NANOSECONDS) {
            freshLine();
            display.printed = text;
            display.printedAt = System.nanoTime();
            print(text + "\n");
        }
        out.flush();
    }

    /** Prints what has changed since it was printed and is not on the screen. */
    private void settle() {
        for (Live display : live.values()) {
            if ((kind == Kind.PLAIN || !display.isOneLine()) && !display.text.equals(display.printed)) {
                display.printed = display.text;
                print(display.text + "\n");
            }
        }
    }

    private void erase() {
        if (drawnLines > 0) {
            out.print("\033[" + drawnLines + "A\r\033[J");
            drawnLines = 0;
        }
    }

    private void draw() {
        if (kind == Kind.TERMINAL && live.values().stream().anyMatch(Live::isOneLine)) {
            freshLine();
            out.print(NO_WRAP);
            for (Live display : live.values()) {
                if (display.isOneLine()) {
                    out.println(display.text);
                    drawnLines++;
                }
            }
            out.print(WRAP);
        }
    }

    private void freshLine() {
        if (lineOpen) {
            out.println();
            lineOpen = false;
        }
    }

    private String styled(String style, String text) {
        return kind == Kind.TERMINAL ? style + text + Ansi.RESET : text;
    }

    private String visible(String text) {
        return kind == Kind.TERMINAL ? text : Ansi.strip(text);
    }

    private static String plain(JsonObject content) {
        if (content.get("data") instanceof JsonObject data) {
            JsonElement text = data.get("text/plain");
            return text != null ? Cell.text(text).stripTrailing() : "(" + String.join(", ", data.keySet()) + ")";
        }
        return "";
    }
}
