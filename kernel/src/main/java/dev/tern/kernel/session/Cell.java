package dev.tern.kernel.session;

/**
 * Code to run.
 *
 * @param id names the cell's output: whatever it prints carries this id, also after it has ended
 * @param label how a trace calls it, such as its execution count
 * @param firstLine the line of the user's cell at which the code starts, from 1
 */
public record Cell(String id, String label, String code, int firstLine, boolean allowStdin) {}
