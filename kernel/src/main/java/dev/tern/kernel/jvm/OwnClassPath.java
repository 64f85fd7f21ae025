package dev.tern.kernel.jvm;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The class paths that this kernel was started with, and what was noted of them. */
public final class OwnClassPath {
    // A session sets the property to what the compiler is to see.
    private static final String FRONT = System.getProperty("java.class.path");
    private static final ClassPaths PATHS = new ClassPaths(FRONT, System.getProperty(ClassPaths.PROPERTY, FRONT));

    private OwnClassPath() {}

    private static final class Notes {
        static final Optional<Packages> READ = Archives.of(PATHS).flatMap(Archives::packages);
    }

    /** That of this process and that of the cells. */
    public static ClassPaths paths() {
        return PATHS;
    }

    /** What the cells see, as {@code -cp} takes it. */
    public static String ofCells() {
        return PATHS.cells();
    }

    /** Which of the jars that the cells see have which packages; empty when that was not noted. */
    public static Optional<Packages> packages() {
        return Notes.READ;
    }

    /**
     * One of each class that a jar of this process provides for a service of Tern's, as {@link ServiceLoader} would find
     * them, but by the notes where there are some. One that cannot be made costs only itself, and a line in the log.
     */
    public static <S> List<S> providers(Class<S> service) {
        Optional<List<String>> noted = packages().map(notes -> notes.providers(service.getName()));
        return noted.isPresent() ? made(service, noted.get()) : searched(service);
    }

    private static <S> List<S> made(Class<S> service, List<String> names) {
        List<S> all = new ArrayList<>();
        for (String name : names) {
            try {
                all.add(service.cast(
                        Class.forName(name).getDeclaredConstructor().newInstance()));
            } catch (InvocationTargetException failed) {
                refused(service, failed.getCause());
            } catch (ClassNotFoundException elsewhere) {
                // In a jar that only the cells see.
            } catch (ReflectiveOperationException | ClassCastException | LinkageError failed) {
                refused(service, failed);
            }
        }
        return all;
    }

    private static <S> List<S> searched(Class<S> service) {
        List<S> all = new ArrayList<>();
        Iterator<S> found = ServiceLoader.load(service).iterator();
        for (boolean more = true; more; ) {
            try {
                more = found.hasNext();
                if (more) {
                    all.add(found.next());
                }
            } catch (ServiceConfigurationError | LinkageError failed) {
                refused(service, failed);
            }
        }
        return all;
    }

    private static void refused(Class<?> service, Throwable why) {
        System.err.println("A " + service.getSimpleName() + " could not be loaded: " + why);
    }
}
