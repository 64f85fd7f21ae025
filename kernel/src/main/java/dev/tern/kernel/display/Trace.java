package dev.tern.kernel.display;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Throwable, its causes and what they suppressed, told in the words of the cells and without the kernel's frames. */
final class Trace {
    private static final int MAXIMUM_PARTS = 20;
    private static final int MAXIMUM_FRAMES = 30;
    private static final int MAXIMUM_MESSAGE = 5000;
    private static final String KERNEL = "dev.tern.kernel.worker.";
    private static final String STATEMENT = "do_it$";

    /**
     * One Throwable of the chain.
     *
     * @param lead says how it belongs to the one above, such as {@code Caused by: }
     * @param message begins with a colon; empty when there is none
     */
    record Part(String lead, String name, String message, List<String> frames) {}

    private final List<Part> parts = new ArrayList<>();
    private final Set<Throwable> told = Collections.newSetFromMap(new IdentityHashMap<>());

    private Trace() {}

    /** The Throwable itself first. */
    static List<Part> of(Throwable thrown) {
        Trace trace = new Trace();
        trace.tell("", thrown, new StackTraceElement[0]);
        return trace.parts;
    }

    private void tell(String lead, Throwable thrown, StackTraceElement[] enclosing) {
        if (parts.size() == MAXIMUM_PARTS || !told.add(thrown)) {
            return;
        }
        StackTraceElement[] frames = ofTheUser(thrown.getStackTrace());
        parts.add(new Part(lead, Names.full(thrown.getClass()), message(thrown), frames(frames, enclosing)));
        for (Throwable suppressed : thrown.getSuppressed()) {
            tell("Suppressed: ", suppressed, frames);
        }
        Throwable cause = cause(thrown);
        if (cause != null) {
            tell("Caused by: ", cause, frames);
        }
    }

    private static @Nullable Throwable cause(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (RuntimeException broken) {
            return null;
        }
    }

    private static String message(Throwable thrown) {
        String message;
        try {
            message = thrown.getLocalizedMessage();
        } catch (RuntimeException | StackOverflowError broken) {
            return ": (its message cannot be had: " + PlainText.failure(broken) + ")";
        }
        if (message == null || message.isEmpty()) {
            return "";
        }
        return ": "
                + Names.unwrapped(message.length() > MAXIMUM_MESSAGE ? Cut.head(message, MAXIMUM_MESSAGE) : message);
    }

    /** The frames down to the cell: below it are reflection and the worker. */
    private static StackTraceElement[] ofTheUser(StackTraceElement[] all) {
        int end = all.length;
        for (int i = 0; i < all.length; i++) {
            if (all[i].getMethodName().equals(STATEMENT)) {
                end = i + 1;
            } else if (end == all.length && all[i].getClassName().startsWith(KERNEL)) {
                end = i;
            }
        }
        return Arrays.copyOf(all, end);
    }

    private static List<String> frames(StackTraceElement[] frames, StackTraceElement[] enclosing) {
        int common = 0;
        while (common < Math.min(frames.length, enclosing.length)
                && frames[frames.length - 1 - common].equals(enclosing[enclosing.length - 1 - common])) {
            common++;
        }
        int own = Math.max(Math.min(1, frames.length), frames.length - common);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < Math.min(own, MAXIMUM_FRAMES); i++) {
            lines.add("    at " + frame(frames[i]));
        }
        if (frames.length > lines.size()) {
            lines.add("    ... " + Cut.count(frames.length - lines.size()) + " more");
        }
        return lines;
    }

    /** The lines of JShell's wrappers are not those of the cells, which are known to the front alone. */
    private static String frame(StackTraceElement frame) {
        if (!Names.isOfSession(frame.getClassName())) {
            return Names.unwrapped(frame.toString());
        }
        if (frame.getMethodName().contains(STATEMENT)) {
            return "a statement of a cell";
        }
        String type = Names.unwrapped(frame.getClassName()).replace('$', '.');
        return (type.isEmpty() ? "" : type + ".") + frame.getMethodName() + ", declared in a cell";
    }
}
