package dev.tern.kernel.display;

import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Finds the renderer of a value: registered ones first, then services, then the defaults. */
public final class Renderers {
    private static final List<Renderer> REGISTERED = new CopyOnWriteArrayList<>();
    private static final List<Renderer> DEFAULTS =
            List.of(new HtmlRenderer(), new ImageRenderer(), new ThrowableRenderer(), new TableRenderer());

    private Renderers() {}

    /** Adds a renderer; the one added last is asked first. */
    public static void register(Renderer renderer) {
        REGISTERED.add(0, renderer);
    }

    /** The forms of a value, text/plain always among them. A renderer that fails costs only its own form. */
    public static MimeBundle render(@Nullable Object value) {
        if (value == null) {
            return MimeBundle.plain("null");
        }
        if (value instanceof MimeBundle bundle) {
            return bundle;
        }
        for (List<Renderer> renderers : List.of(REGISTERED, Services.FOUND, DEFAULTS)) {
            for (Renderer renderer : renderers) {
                MimeBundle bundle = attempt(renderer, value);
                if (bundle != null) {
                    return bundle;
                }
            }
        }
        return MimeBundle.plain(PlainText.of(value));
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
        } catch (Exception | LinkageError failed) {
            System.err.println(renderer.getClass().getName() + " cannot show a "
                    + value.getClass().getName() + ": " + failed);
            return null;
        }
    }

    private static final class Services {
        static final List<Renderer> FOUND = find();

        private static List<Renderer> find() {
            List<Renderer> found = new CopyOnWriteArrayList<>();
            try {
                ServiceLoader.load(Renderer.class).forEach(found::add);
            } catch (ServiceConfigurationError broken) {
                System.err.println("A renderer could not be loaded: " + broken.getMessage());
            }
            return found;
        }
    }
}
