package dev.tern.install.console;

import dev.tern.install.client.KernelSession;
import dev.tern.install.notebook.TerminalView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** A prompt with completion and a history that lasts. Ctrl-C stops the running code, Ctrl-D ends. */
public final class TerminalConsole {
    // Held, or the level would be forgotten with the logger.
    private static final Logger LIBRARY_LOG = Logger.getLogger("org.jline");

    private final Conversation conversation;

    public TerminalConsole(KernelSession kernel, TerminalView view) {
        conversation = new Conversation(kernel, view);
    }

    /**
     * Reads and runs until the user leaves.
     *
     * @param history where the history is kept
     */
    public void run(Path history) throws IOException {
        // It logs a Ctrl-C that comes while the kernel is asked for completions, with its stack.
        LIBRARY_LOG.setLevel(Level.OFF);
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            terminal.handle(Terminal.Signal.INT, signal -> conversation.interrupt());
            KernelParser parser = new KernelParser(conversation);
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .parser(parser)
                    .completer(parser)
                    .variable(LineReader.HISTORY_FILE, history)
                    .variable(LineReader.SECONDARY_PROMPT_PATTERN, "  ... ")
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            LineReader input = LineReaderBuilder.builder().terminal(terminal).build();
            terminal.writer().println(conversation.banner());
            while (true) {
                String line;
                try {
                    line = reader.readLine("tern> ");
                } catch (UserInterruptException cleared) {
                    continue;
                } catch (EndOfFileException end) {
                    return;
                }
                if (!line.isBlank()) {
                    conversation.run(line, prompt -> answer(input, prompt));
                }
            }
        }
    }

    private String answer(LineReader input, String prompt) {
        try {
            return input.readLine(prompt);
        } catch (UserInterruptException stop) {
            conversation.interrupt();
            return "";
        } catch (EndOfFileException end) {
            return "";
        }
    }
}
