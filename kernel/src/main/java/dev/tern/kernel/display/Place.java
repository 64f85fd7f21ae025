package dev.tern.kernel.display;

import java.util.List;

/**
 * Where the output of a thread goes: under the cell it works for. A handler that is called long after its cell has ended
 * keeps the place of its cell.
 */
public final class Place {
    /**
     * One thing that was printed or shown.
     *
     * @param stream stdout or stderr, and the text is the bundle's; empty for what was shown
     */
    public record Output(String stream, MimeBundle bundle) {}

    private final Display.Publisher publisher;
    private final String cell;

    private Place(Display.Publisher publisher, String cell) {
        this.publisher = publisher;
        this.cell = cell;
    }

    /** The place of the current thread. */
    public static Place here() {
        Display.Publisher publisher = Display.publisher();
        return new Place(publisher, publisher.cell());
    }

    /** Does something on this thread whose output goes to this place. */
    public void run(Runnable task) {
        publisher.under(cell, task);
    }

    /** Does something on this thread and returns what it prints and shows, which goes nowhere else. */
    public static List<Output> capture(Runnable task) {
        return Display.publisher().capture(task);
    }
}
