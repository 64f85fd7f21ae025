package dev.tern.kernel.display;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Shows a Throwable that is a cell's value with its trace. */
final class ThrowableRenderer implements Renderer {
    @Override
    public boolean accepts(Object value) {
        return value instanceof Throwable;
    }

    @Override
    public MimeBundle render(Object value) {
        StringWriter trace = new StringWriter();
        ((Throwable) value).printStackTrace(new PrintWriter(trace));
        return MimeBundle.plain(trace.toString());
    }
}
