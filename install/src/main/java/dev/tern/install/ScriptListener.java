package dev.tern.install;

import dev.tern.install.client.CellListener;
import dev.tern.install.client.Outcome;
import dev.tern.install.notebook.TerminalView;
import dev.tern.kernel.wire.Message;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shows what a script puts out, and says in which line of which file it failed. */
final class ScriptListener implements CellListener {
    // As the kernel writes them: a frame of an exception, and the excerpt under an error of the compiler.
    private static final Pattern FRAME = Pattern.compile("cell \\[\\d+], line (\\d+)");
    private static final Pattern EXCERPT = Pattern.compile("(?m)^  line (\\d+): ");
    private static final Pattern COLOUR = Pattern.compile("\033\\[[0-9;]*m");

    private final TerminalView view;
    private final String file;

    ScriptListener(TerminalView view, String file) {
        this.view = view;
        this.file = file;
    }

    @Override
    public void output(Message message) {
        // The error comes again with the reply, and then goes to standard error alone.
        if (!message.type().equals("error")) {
            view.output(message);
        }
    }

    /** The error with its place in front, as compilers write it, so that editors find it. */
    String error(Outcome outcome) {
        String trace = COLOUR.matcher(String.join("\n", outcome.traceback())).replaceAll("");
        Matcher frame = FRAME.matcher(trace);
        Matcher excerpt = EXCERPT.matcher(trace);
        String place = file;
        if (frame.find()) {
            place += ":" + frame.group(1);
        } else if (excerpt.find()) {
            place += ":" + excerpt.group(1);
        }
        String inFile = FRAME.matcher(trace).replaceAll(Matcher.quoteReplacement(file) + ":$1");
        return place + ": " + inFile.strip();
    }
}
