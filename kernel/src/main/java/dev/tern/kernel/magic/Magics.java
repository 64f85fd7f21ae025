package dev.tern.kernel.magic;

import dev.tern.kernel.session.Cell;
import dev.tern.kernel.session.Outcome;
import dev.tern.kernel.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs cells whose lines may be magics: {@code %name arguments} for a line, {@code %%name} for the whole cell, and
 * {@code !command} for the system's shell.
 */
public final class Magics {
    private static final Outcome INTERRUPTED =
            Outcome.failed("Interrupted", "the cell was interrupted", List.of("\u001b[1mInterrupted\u001b[0m"));

    private final Session session;
    private final List<String> history;
    private final Output output;
    private final Parts parts;
    private final Registry registry;
    private final Set<Run> running = ConcurrentHashMap.newKeySet();

    /**
     * @param history the cells run so far, oldest first; may grow meanwhile
     * @param provided magics of the class path, beside the built-in ones
     */
    public Magics(Session session, List<String> history, List<Magic> provided, Output output) {
        this.session = session;
        this.history = history;
        this.output = output;
        this.registry = new Registry(session, provided);
        this.parts = new Parts(session, registry::has);
    }

    /** Runs a cell, its magics and the Java between them in order, up to the first failure. */
    public Outcome run(Cell cell) {
        Run run = new Run();
        running.add(run);
        try {
            return run(cell, run);
        } finally {
            running.remove(run);
        }
    }

    /** Stops what magics are doing; the Java that one runs is stopped by the session's own interrupt. */
    public void interrupt() {
        running.forEach(Run::interrupt);
    }

    /** What a front end may ask about code with magics in it. */
    public MagicReader reader() {
        return new MagicReader(parts, registry);
    }

    Outcome run(Cell cell, Run run) {
        Outcome outcome = Outcome.NOTHING;
        try {
            List<Parts.Part> all = parts.of(cell.code());
            if (all.isEmpty()) {
                return java(cell, run);
            }
            for (Parts.Part part : all) {
                outcome = run.isInterrupted() ? INTERRUPTED : run(part, cell, run);
                if (outcome.failure() != null) {
                    return outcome;
                }
            }
            return outcome;
        } catch (MagicException wrong) {
            return failed(String.valueOf(wrong.getMessage()));
        }
    }

    private Outcome java(Cell cell, Run run) {
        Outcome outcome = session.run(cell);
        run.ran(session.ranNanoseconds());
        return outcome;
    }

    /** Whether no magic is in this code. */
    boolean isJava(String code) {
        try {
            return parts.of(code).stream().allMatch(part -> part.kind() == Parts.Kind.JAVA);
        } catch (MagicException misplaced) {
            return false;
        }
    }

    Session session() {
        return session;
    }

    List<String> history() {
        return history;
    }

    Output output() {
        return output;
    }

    private Outcome run(Parts.Part part, Cell cell, Run run) throws MagicException {
        int line = line(cell, part.offset());
        Cell here = new Cell(cell.id(), cell.label(), part.text(), line, cell.allowStdin());
        return switch (part.kind()) {
            case JAVA -> java(here, run);
            case LINE -> call(registry.line(part.name()), part, here, run);
            case CELL -> call(registry.cell(part.name()), part, here, run);
            case SHELL -> call(registry.shell(), part, here, run);
        };
    }

    private Outcome call(Magic magic, Parts.Part part, Cell here, Run run) {
        String name = "%" + magic.name();
        if (part.text().equals("?") || part.text().equals("--help")) {
            output.text(here.id(), magic.help().text() + "\n");
            return Outcome.NOTHING;
        }
        MagicCall call = new MagicCall(part.text(), part.body(), here, this, run);
        try {
            magic.run(call);
        } catch (MagicException wrong) {
            return run.isInterrupted() ? INTERRUPTED : failed(name + ": " + wrong.getMessage());
        } catch (RuntimeException | LinkageError broken) {
            return run.isInterrupted() ? INTERRUPTED : broken(name, broken);
        } finally {
            run.onInterrupt(() -> {});
        }
        return run.isInterrupted() && call.outcome().failure() == null ? INTERRUPTED : call.outcome();
    }

    private static Outcome failed(String message) {
        return Outcome.failed("MagicError", message, List.of("\u001b[1mMagicError\u001b[0m: " + message));
    }

    private static Outcome broken(String name, Throwable thrown) {
        String message = name + " failed: " + thrown;
        List<String> traceback = new ArrayList<>(List.of("\u001b[1mMagicError\u001b[0m: " + message));
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (frame.getClassName().equals(Magics.class.getName())) {
                break;
            }
            traceback.add("    at " + frame);
        }
        return Outcome.failed("MagicError", message, traceback);
    }

    private static int line(Cell cell, int offset) {
        return cell.firstLine()
                + (int) cell.code()
                        .substring(0, offset)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
