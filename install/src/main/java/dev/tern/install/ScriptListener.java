package dev.tern.install;

import dev.tern.install.client.CellListener;
import dev.tern.install.client.Outcome;
import dev.tern.install.notebook.TerminalView;
import dev.tern.kernel.wire.Message;

/** Shows what a script puts out, and says in which line of which file it failed. */
final class ScriptListener implements CellListener {
    private final TerminalView view;
    private final String file;

    ScriptListener(TerminalView view, String file) {
        this.view = view;
        this.file = file;
    }

    @Override
    public void output(Message message) {
        // The error comes again with the reply, and only then to standard error.
        if (!message.type().equals("error")) {
            view.output(message);
        }
    }

    String error(Outcome outcome) {
        return file + ": " + String.join("\n", outcome.traceback());
    }
}
