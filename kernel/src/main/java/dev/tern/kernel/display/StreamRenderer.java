package dev.tern.kernel.display;

import java.util.stream.BaseStream;
import java.util.stream.Stream;

/** Tells what to type to see a stream's elements. Reading them here would use the stream up. */
final class StreamRenderer implements Renderer {
    @Override
    public boolean accepts(Object value) {
        return value instanceof BaseStream;
    }

    @Override
    public MimeBundle render(Object value) {
        String hint = value instanceof Stream ? ".toList()" : ".toArray()";
        return MimeBundle.plain(
                "a stream, not read: add " + hint + " to see its elements (" + PlainText.of(value) + ")");
    }
}
