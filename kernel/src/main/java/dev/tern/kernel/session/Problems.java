package dev.tern.kernel.session;

import dev.tern.kernel.language.Hints;
import dev.tern.kernel.language.Scope;
import dev.tern.kernel.language.Splitter;
import dev.tern.kernel.language.Syntax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.UnresolvedReferenceException;
import org.jspecify.annotations.Nullable;

/** Tells the user what went wrong, in the lines of the cells as written. */
final class Problems {
    private static final int MAXIMUM_FRAMES = 30;
    /** No colour: a front end shows errors on a ground of its own, and red on its red cannot be read. */
    private static final String BOLD = "\u001b[1m";

    private static final String PLAIN = "\u001b[0m";

    private final Map<String, Place> places = new HashMap<>();
    private final Scope scope;

    Problems(Scope scope) {
        this.scope = scope;
    }

    /** Remembers where a snippet stands. */
    void place(Snippet snippet, Place place) {
        places.put(snippet.id(), place);
    }

    /** Where a snippet stands; null when it is none of a cell. */
    @Nullable
    Place place(Snippet snippet) {
        return places.get(snippet.id());
    }

    /** The place of code of a cell from an offset on. */
    static Place place(Cell cell, int offset, String source) {
        return new Place(cell.label(), cell.firstLine() + lines(cell.code().substring(0, offset)), source);
    }

    /** The errors of the compiler, each with its line, a caret under the place, and what to type instead. */
    Outcome compileErrors(Cell cell, Splitter.Piece piece, List<Syntax.Error> errors) {
        List<String> traceback = new ArrayList<>();
        for (Syntax.Error error : errors) {
            traceback.add(BOLD + "error: " + PLAIN + message(error));
            traceback.addAll(excerpt(cell, piece.offset(), error));
            for (String hint : Hints.of(scope, piece.source(), error)) {
                traceback.add(BOLD + "  hint: " + PLAIN + hint);
            }
        }
        String first = errors.isEmpty() ? "the code is not complete Java" : message(errors.get(0));
        if (traceback.isEmpty()) {
            traceback.add(BOLD + "error: " + PLAIN + first);
        }
        return Outcome.failed("CompileError", first.lines().findFirst().orElse(first), traceback);
    }

    /** An error of JShell's as one of ours. */
    static Syntax.Error error(Diag diag) {
        return new Syntax.Error(
                diag.getCode(),
                diag.getMessage(Locale.getDefault()),
                (int) diag.getPosition(),
                (int) diag.getStartPosition(),
                (int) diag.getEndPosition());
    }

    /** An exception of the cell, frames in the words of the cells, the kernel's own frames cut off. */
    Outcome exception(JShellException thrown) {
        String name = name(thrown);
        String message = text(thrown);
        List<String> traceback = new ArrayList<>();
        String lead = "";
        StackTraceElement[] above = new StackTraceElement[0];
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            JShellException one = (JShellException) each;
            String words = text(one);
            traceback.add(lead + BOLD + name(one) + PLAIN + (words.isEmpty() ? "" : ": " + words));
            StackTraceElement[] frames = one.getStackTrace();
            int own = frames.length - shared(frames, above);
            frames(Arrays.copyOf(frames, own), traceback);
            if (own < frames.length) {
                traceback.add("    ... " + (frames.length - own) + " more, as above");
            }
            above = frames;
            lead = "Caused by: ";
        }
        return Outcome.failed(name, message, traceback);
    }

    /** A cell that was stopped. */
    static Outcome interrupted() {
        return Outcome.failed("Interrupted", "the cell was interrupted", List.of(BOLD + "Interrupted" + PLAIN));
    }

    /** A failure told in one sentence. */
    static Outcome plain(String name, String message) {
        return Outcome.failed(name, message, List.of(BOLD + name + PLAIN + ": " + message));
    }

    private static String name(JShellException thrown) {
        return thrown instanceof EvalException evaluated ? evaluated.getExceptionClassName() : "UnresolvedReference";
    }

    private static String text(JShellException thrown) {
        if (thrown instanceof UnresolvedReferenceException unresolved) {
            return "a declaration of this session cannot be used yet, something it needs is missing: "
                    + unresolved.getSnippet().source().lines().findFirst().orElse("");
        }
        return thrown.getMessage() == null ? "" : thrown.getMessage();
    }

    /** How many frames at the end stand in the trace above already; the first is always a cause's own. */
    private static int shared(StackTraceElement[] frames, StackTraceElement[] above) {
        int shared = 0;
        while (shared < Math.min(frames.length - 1, above.length)
                && frames[frames.length - 1 - shared].equals(above[above.length - 1 - shared])) {
            shared++;
        }
        return shared;
    }

    private void frames(StackTraceElement[] frames, List<String> traceback) {
        int shown = 0;
        int next;
        for (int i = 0; i < frames.length; i = next) {
            if (shown++ == MAXIMUM_FRAMES) {
                traceback.add("    ... " + (frames.length - i) + " more");
                return;
            }
            next = i + 1;
            while (next < frames.length && frames[next].equals(frames[i])) {
                next++;
            }
            int again = next - i - 1;
            traceback.add("    at " + frame(frames[i]) + (again > 0 ? "  ... and " + again + " times again" : ""));
        }
    }

    private String frame(StackTraceElement frame) {
        String file = frame.getFileName();
        Place place = file != null && file.startsWith("#") ? places.get(file.substring(1)) : null;
        if (place == null) {
            return frame.toString();
        }
        int line = Math.max(frame.getLineNumber(), 1);
        String source = place.source().lines().skip(line - 1L).findFirst().orElse("");
        // JShell wraps the statements of a cell into a method of its own, which the user has never seen.
        String name = frame.getMethodName().replaceFirst("^lambda\\$.*", "lambda");
        String method = name.isEmpty() ? "" : name + " ";
        return method + "(cell [" + place.label() + "], line " + (place.line() + line - 1) + ")  " + source.strip();
    }

    private static String message(Syntax.Error error) {
        // JShell cannot say whether a name is a variable or a class of its own wrapper: that line says nothing.
        return error.message()
                .lines()
                .filter(line -> !line.strip().matches("location: class( REPL\\..*)?"))
                .reduce((a, b) -> a + "\n" + b)
                .orElse(error.message());
    }

    private static List<String> excerpt(Cell cell, int offset, Syntax.Error error) {
        int at = Math.min(offset + error.start(), cell.code().length());
        int lineStart = cell.code().lastIndexOf('\n', at - 1) + 1;
        int lineEnd = cell.code().indexOf('\n', lineStart);
        String line = cell.code().substring(lineStart, lineEnd < 0 ? cell.code().length() : lineEnd);
        int width = Math.max(1, Math.min(error.end() - error.start(), line.length() - (at - lineStart)));
        String number = "  line " + (cell.firstLine() + lines(cell.code().substring(0, lineStart))) + ": ";
        String gap =
                " ".repeat(number.length()) + line.substring(0, at - lineStart).replaceAll("[^\t]", " ");
        return List.of(number + line, gap + BOLD + "^".repeat(width) + PLAIN);
    }

    private static int lines(String text) {
        int lines = 0;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            lines++;
        }
        return lines;
    }
}
