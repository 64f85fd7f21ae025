package dev.tern.kernel.display;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The renderers that jars of the class path bring along, those included that were added while the session ran. */
final class Services {
    private static volatile @Nullable List<Renderer> found;
    private static volatile @Nullable ClassLoader where;

    private Services() {}

    /** The class path has grown: the next value is worth another look at it. */
    static void searchAgain(ClassLoader classPath) {
        where = classPath;
        found = null;
    }

    static List<Renderer> found() {
        List<Renderer> known = found;
        if (known == null) {
            String provided = System.getProperty(Renderers.PROVIDED);
            ClassLoader grown = where;
            if (grown == null && provided != null) {
                known = make(provided);
            } else {
                ClassLoader loader = grown == null ? Thread.currentThread().getContextClassLoader() : grown;
                known = search(ServiceLoader.load(Renderer.class, loader).iterator());
            }
            found = known;
        }
        return known;
    }

    private static List<Renderer> make(String names) {
        List<Renderer> renderers = new ArrayList<>();
        for (String name : names.split(",")) {
            try {
                if (!name.isEmpty()) {
                    renderers.add((Renderer)
                            Class.forName(name).getDeclaredConstructor().newInstance());
                }
            } catch (ReflectiveOperationException | ClassCastException | LinkageError broken) {
                System.err.println("A renderer could not be loaded: " + broken);
            }
        }
        return renderers;
    }

    private static List<Renderer> search(Iterator<Renderer> services) {
        List<Renderer> renderers = new ArrayList<>();
        boolean more = true;
        while (more) {
            try {
                more = services.hasNext();
                if (more) {
                    renderers.add(services.next());
                }
            } catch (ServiceConfigurationError | LinkageError broken) {
                System.err.println("A renderer could not be loaded: " + broken.getMessage());
            }
        }
        return renderers;
    }
}
