package dev.tern.kernel.magic;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.session.Cell;
import dev.tern.kernel.session.Outcome;
import dev.tern.kernel.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One use of a magic: its arguments, and what it may do with the session. */
public final class MagicCall {
    private final String arguments;
    private final String body;
    private final Cell cell;
    private final Magics magics;
    private final Run run;
    private Outcome outcome = Outcome.NOTHING;

    /**
     * @param body the lines below, for {@code %%name}; empty for {@code %name}
     * @param cell gives id, label and line: that of the body's first line, or the magic's own
     */
    MagicCall(String arguments, String body, Cell cell, Magics magics, Run run) {
        this.arguments = arguments;
        this.body = body;
        this.cell = cell;
        this.magics = magics;
        this.run = run;
    }

    /** What stands behind the name on its line, without space around it. */
    public String text() {
        return arguments;
    }

    /** The lines below {@code %%name}; empty for {@code %name}. */
    public String body() {
        return body;
    }

    /** The words of {@link #text}; quotes hold a word together and are taken off. */
    public List<String> words() {
        return Words.of(arguments);
    }

    public Session session() {
        return magics.session();
    }

    /** The cells run so far, oldest first. */
    public List<String> history() {
        return new ArrayList<>(magics.history());
    }

    /** Prints a line under the cell. */
    public void print(String line) {
        output(line + "\n");
    }

    /** Prints text under the cell, as it is. */
    public void output(String text) {
        magics.output().text(cell.id(), text);
    }

    /** Prints text under the cell, as it is, on its standard error. */
    public void error(String text) {
        magics.output().error(cell.id(), text);
    }

    /** Shows something under the cell. */
    public void show(MimeBundle bundle) {
        show(UUID.randomUUID().toString(), bundle);
    }

    /** Shows something that {@link #update} may replace. */
    public void show(String id, MimeBundle bundle) {
        magics.output().show(cell.id(), id, bundle);
    }

    /** Shows something in place of what was shown under the id. */
    public void update(String id, MimeBundle bundle) {
        magics.output().update(cell.id(), id, bundle);
    }

    /**
     * Runs code from this cell, what was typed behind the magic or below it: Java, maybe with further magics. Its
     * outcome becomes that of the magic, and traces name the lines of the cell.
     *
     * @return whether it ended well; a magic returns when it did not
     */
    public boolean run(String code) {
        return end(magics.run(at(cell.label(), code, cell.firstLine()), run));
    }

    /**
     * Runs a cell of its own, which may have magics in it; its outcome becomes that of the magic.
     *
     * @param label how traces call it
     * @return whether it ended well; a magic returns when it did not
     */
    public boolean runCell(String label, String code) {
        return end(magics.run(at(label, code, 1), run));
    }

    /**
     * The value of Java code that is not the user's, such as an expression that asks for something; null when it has
     * none. A failure becomes the outcome of the magic.
     */
    public @Nullable MimeBundle evaluate(String code) {
        return evaluate(code, 0);
    }

    /** As {@link #evaluate(String)}; so many lines of the code stand in front of the user's first one. */
    @Nullable
    MimeBundle evaluate(String code, int linesInFront) {
        Outcome result = session().run(at(cell.label(), code, cell.firstLine() - linesInFront));
        if (result.failure() != null) {
            outcome = result;
        }
        return result.value();
    }

    /** Puts the name of a file to the failure that its code ended with, unless the trace has it already. */
    void nameFailure(String file) {
        Outcome.Failure failure = outcome.failure();
        if (failure == null || failure.name().equals("Interrupted")) {
            return;
        }
        List<String> traceback = new ArrayList<>(failure.traceback());
        if (traceback.stream().noneMatch(line -> line.contains(file))) {
            traceback.add(Math.min(1, traceback.size()), "  in " + file + ":");
        }
        outcome = Outcome.failed(failure.name(), failure.message() + " (in " + file + ")", traceback);
    }

    /** What an interrupt of the cell shall do while this magic works; Java that it runs is stopped anyway. */
    public void onInterrupt(Runnable stop) {
        run.onInterrupt(stop);
    }

    /** Whether the cell was interrupted. What a magic leaves undone then needs no words. */
    public boolean isInterrupted() {
        return run.isInterrupted();
    }

    /** Whether no magic is in this code. */
    boolean isJava(String code) {
        return magics.isJava(code);
    }

    /** The run of the cell this belongs to. */
    Run ofCell() {
        return run;
    }

    Outcome outcome() {
        return outcome;
    }

    private Cell at(String label, String code, int line) {
        return new Cell(cell.id(), label, code, line, cell.allowStdin());
    }

    private boolean end(Outcome result) {
        outcome = result;
        return result.failure() == null;
    }
}
