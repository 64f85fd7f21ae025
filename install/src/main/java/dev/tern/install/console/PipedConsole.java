package dev.tern.install.console;

import dev.tern.install.client.KernelSession;
import dev.tern.install.notebook.TerminalView;
import java.io.BufferedReader;
import java.io.IOException;

/** A console over a pipe: no prompt, each statement run as soon as its last line is in. */
public final class PipedConsole {
    private final Conversation conversation;

    public PipedConsole(KernelSession kernel, TerminalView view) {
        conversation = new Conversation(kernel, view);
    }

    /**
     * Runs everything; an error does not stop what follows.
     *
     * @return 0, or 1 if something failed
     */
    public int run(BufferedReader in) throws IOException {
        int failed = 0;
        StringBuilder code = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            code.append(line).append('\n');
            if (!code.toString().isBlank() && !conversation.isIncomplete(code.toString())) {
                failed |= conversation.run(code.toString()).isOk() ? 0 : 1;
                code.setLength(0);
            }
        }
        if (!code.toString().isBlank()) {
            failed |= conversation.run(code.toString()).isOk() ? 0 : 1;
        }
        return failed;
    }
}
