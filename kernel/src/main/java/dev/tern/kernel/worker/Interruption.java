package dev.tern.kernel.worker;

/** Ends the code of a cell that was interrupted. An Error, so that the usual catch clauses let it pass. */
public final class Interruption extends Error {
    private static final long serialVersionUID = 1;

    Interruption() {
        super("the cell was interrupted");
    }
}
