package dev.tern.kernel.display;

/**
 * Knows how to show some kind of value. Found by {@link java.util.ServiceLoader} on the user's class path, or
 * registered with {@link Renderers#register}.
 */
public interface Renderer {
    /** Whether {@link #render} can be asked about this value, which is never null. */
    boolean accepts(Object value);

    /** The forms of this value; text/plain is added from {@code toString()} when it is missing. */
    MimeBundle render(Object value);
}
