package dev.tern.kernel.session;

import dev.tern.kernel.display.MimeBundle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a cell ended: with a value to show, with nothing, or with a failure. */
public record Outcome(@Nullable MimeBundle value, @Nullable Failure failure) {
    /** A cell that ended well and has nothing to show. */
    public static final Outcome NOTHING = new Outcome(null, null);

    /**
     * What went wrong.
     *
     * @param name the class of the exception, or CompileError, Interrupted, WorkerDied, MagicError
     * @param traceback lines to show, in ANSI colours
     */
    public record Failure(String name, String message, List<String> traceback) {}

    /** A cell that failed. */
    public static Outcome failed(String name, String message, List<String> traceback) {
        return new Outcome(null, new Failure(name, message, traceback));
    }
}
