package dev.tern.kernel.debug;

import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.InvalidStackFrameException;
import com.sun.jdi.Location;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import java.util.ArrayList;
import java.util.List;

/** The frames of a stopped thread that are code of cells. */
final class Frames {
    /** The method that the compiler wraps statements of a cell into. */
    static final String STATEMENT = "do_it$";

    private static final String AUXILIARY = "do_it$Aux";
    private static final int ATTEMPTS = 10;

    private Frames() {}

    /**
     * A frame, good until its thread goes on.
     *
     * @param depth how many frames are below it, itself counted
     */
    record Frame(StackFrame frame, int index, int depth) {
        Location location() {
            return frame.location();
        }
    }

    /** The user's frames, the innermost first; none when the thread runs no cell. */
    static List<Frame> of(ThreadReference thread) {
        for (int attempt = 1; ; attempt++) {
            try {
                return read(thread);
            } catch (InvalidStackFrameException changed) {
                // Somebody else let go of the thread meanwhile, which is still held for us: its frames are read anew.
                if (attempt == ATTEMPTS) {
                    throw new Refusal("The thread is running");
                }
            }
        }
    }

    private static List<Frame> read(ThreadReference thread) {
        List<StackFrame> all;
        try {
            all = thread.frames();
        } catch (IncompatibleThreadStateException running) {
            throw new Refusal("The thread is running");
        }
        List<Frame> users = new ArrayList<>();
        List<Frame> found = List.of();
        String inner = "";
        for (int i = 0; i < all.size(); i++) {
            Location location = all.get(i).location();
            String method = location.method().name();
            if (!Classes.isOfCell(location.declaringType())) {
                continue;
            }
            // Around a statement whose type has no name there are two methods; the outer one is nobody's.
            if (!(method.equals(STATEMENT) && inner.equals(AUXILIARY))) {
                users.add(new Frame(all.get(i), i, all.size() - i));
            }
            inner = method;
            if (method.equals(STATEMENT)) {
                found = List.copyOf(users);
            }
        }
        return found.isEmpty() ? users : found;
    }

    /** What a list of frames calls it. */
    static String name(Location location, String label) {
        String method = location.method().name();
        if (method.startsWith(STATEMENT)) {
            return "cell [" + label + "]";
        }
        String type = location.declaringType().name();
        String outer = Classes.outer(type);
        String inside = outer == null || outer.length() == type.length()
                ? ""
                : type.substring(outer.length() + 1).replace('$', '.') + ".";
        if (method.startsWith("lambda$")) {
            return inside + "lambda";
        }
        return method.equals("<init>")
                ? "new " + inside.replaceFirst("\\.$", "")
                : method.equals("<clinit>") ? inside + "static" : inside + method;
    }
}
