package dev.tern.kernel.magic;

import dev.tern.kernel.session.Cell;
import dev.tern.kernel.session.Outcome;
import dev.tern.kernel.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One use of a magic: its arguments, and what it may do with the session. */
public final class MagicCall {
    private final String arguments;
    private final Session session;
    private final List<String> history;
    private final Consumer<String> out;
    private final Function<String, Outcome> runner;
    private @Nullable Outcome outcome;

    MagicCall(
            String arguments,
            Session session,
            List<String> history,
            Consumer<String> out,
            Function<String, Outcome> runner) {
        this.arguments = arguments;
        this.session = session;
        this.history = history;
        this.out = out;
        this.runner = runner;
    }

    /** The rest of the line, as typed. */
    public String text() {
        return arguments;
    }

    /** The words of the rest of the line. */
    public List<String> words() {
        return arguments.isBlank() ? List.of() : List.of(arguments.strip().split("\\s+"));
    }

    public Session session() {
        return session;
    }

    /** The cells run so far, oldest first. */
    public List<String> history() {
        return new ArrayList<>(history);
    }

    /** Prints a line under the cell. */
    public void print(String line) {
        out.accept(line + "\n");
    }

    /** Runs Java; its outcome becomes that of the magic. See {@link Cell}. */
    public void run(String code) {
        outcome = runner.apply(code);
    }

    Outcome outcome() {
        return outcome == null ? Outcome.NOTHING : outcome;
    }
}
