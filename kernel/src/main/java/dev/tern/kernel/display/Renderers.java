package dev.tern.kernel.display;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the renderer of a value: registered ones first, then services, then the defaults. A notebook shows its own
 * types with one line:
 *
 * <pre>{@code
 * record Move(String from, String to) {}
 * Renderers.register(Move.class, move -> markdown("**" + move.from() + "** to **" + move.to() + "**"));
 * new Move("e2", "e4")
 * }</pre>
 */
public final class Renderers {
    /** The property with the names of the renderers that jars provide, if that is known: they need not be looked for. */
    public static final String PROVIDED = "tern.renderers";

    private static final List<Renderer> REGISTERED = new CopyOnWriteArrayList<>();
    private static final List<Renderer> DEFAULTS = List.of(
            new HtmlRenderer(),
            new ImageRenderer(),
            new ThrowableRenderer(),
            new OptionalRenderer(),
            new StreamRenderer(),
            new TableRenderer());

    private Renderers() {}

    /** Adds a renderer; the one added last is asked first. */
    public static void register(Renderer renderer) {
        REGISTERED.add(0, renderer);
    }

    /**
     * Shows the values of a class, and of the classes below it, with this function. The class registered last is asked
     * first; registering a class again replaces its function.
     *
     * @param show makes a bundle, for instance with {@link Display#markdown} or {@link Display#html}; text/plain is
     *     added when it is missing
     * @throws IllegalArgumentException for a primitive type, of which no object is an instance
     */
    public static <T> void register(Class<T> type, Function<? super T, MimeBundle> show) {
        TypeRenderer<T> renderer = new TypeRenderer<>(type, show);
        REGISTERED.removeIf(renderer::isForSameType);
        register(renderer);
    }

    /** Looks for renderers among the services of this class path once more: called when jars were added to it. */
    public static void searchAgain(ClassLoader classPath) {
        Services.searchAgain(classPath);
    }

    /** The text of any value in one line of at most so many characters. */
    public static String line(@Nullable Object value, int longest) {
        return PlainText.line(value, longest);
    }

    /** The name of a class as the user wrote it, such as {@code Point}, {@code int[]} or {@code Map.Entry}. */
    public static String name(Class<?> type) {
        return Names.of(type);
    }

    /** The forms of a value, text/plain always among them. A renderer that fails costs only its own form. */
    public static MimeBundle render(@Nullable Object value) {
        if (value == null) {
            return MimeBundle.plain("null");
        }
        if (value instanceof MimeBundle bundle) {
            return complete(bundle);
        }
        MimeBundle bundle = attempt(REGISTERED, value);
        bundle = bundle == null ? attempt(Services.found(), value) : bundle;
        bundle = bundle == null ? attempt(DEFAULTS, value) : bundle;
        return bundle == null ? MimeBundle.plain(PlainText.of(value)) : bundle;
    }

    private static @Nullable MimeBundle attempt(List<Renderer> renderers, Object value) {
        for (Renderer renderer : renderers) {
            MimeBundle bundle = attempt(renderer, value);
            if (bundle != null) {
                return bundle;
            }
        }
        return null;
    }

    private static MimeBundle complete(MimeBundle bundle) {
        if (bundle.data().containsKey(MimeBundle.PLAIN)) {
            return bundle;
        }
        String markup = bundle.data().get(MimeBundle.HTML);
        String plain = markup == null ? String.join(", ", bundle.data().keySet()) : Html.plain(markup);
        return bundle.with(MimeBundle.PLAIN, Cut.text(plain));
    }

    private static @Nullable MimeBundle attempt(Renderer renderer, Object value) {
        try {
            if (!renderer.accepts(value)) {
                return null;
            }
            MimeBundle bundle = renderer.render(value);
            return bundle.data().containsKey(MimeBundle.PLAIN)
                    ? bundle
                    : bundle.with(MimeBundle.PLAIN, PlainText.of(value));
        } catch (Exception | LinkageError | StackOverflowError | AssertionError failed) {
            String who = renderer instanceof TypeRenderer<?> typed
                    ? typed.toString()
                    : Names.full(renderer.getClass()) + ", the renderer of a " + Names.of(value.getClass()) + ",";
            System.err.println(who + " failed, so the value is shown without it: " + PlainText.failure(failed));
            return null;
        }
    }
}
