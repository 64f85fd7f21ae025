package dev.tern.kernel.worker;

import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import jdk.jshell.spi.ExecutionControl.InternalException;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of cells, and what was added to the class path while the session ran. When JShell has to make the
 * class of a variable anew because something it depends on has changed, the old value is moved into the new class.
 */
final class SnippetLoader implements LoaderDelegate {
    private static final class Loader extends URLClassLoader {
        private final Map<String, byte[]> waiting = new ConcurrentHashMap<>();

        Loader() {
            super("cells", new URL[0], ClassLoader.getSystemClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] code = waiting.remove(name);
            return code == null ? super.findClass(name) : defineClass(name, code, 0, code.length);
        }

        void add(URL url) {
            addURL(url);
        }
    }

    /** The class of a snippet now, and the one it replaced if that has not been looked at since. */
    private record Version(Class<?> now, @Nullable Class<?> before) {}

    private static final Pattern SNIPPET = Pattern.compile("(REPL\\.\\$JShell\\$\\d+)[A-Z]*");

    // Lives as long as the process.
    @SuppressWarnings("resource")
    private final Loader loader = new Loader();

    private final Map<String, Version> versions = new HashMap<>();

    ClassLoader loader() {
        return loader;
    }

    @Override
    public void load(ClassBytecodes[] classes) throws ClassInstallException {
        boolean[] loaded = new boolean[classes.length];
        for (ClassBytecodes each : classes) {
            loader.waiting.put(each.name(), each.bytecodes());
        }
        try {
            for (int i = 0; i < classes.length; i++) {
                remember(loader.loadClass(classes[i].name()));
                loaded[i] = true;
            }
        } catch (ClassNotFoundException | LinkageError failed) {
            throw new ClassInstallException("load: " + failed, loaded);
        }
    }

    @Override
    public void classesRedefined(ClassBytecodes[] classes) {
        // The JVM holds the new code; nothing is kept here.
    }

    /** The snippet of this class has run: its variable has the value its own code gave it. */
    synchronized void settled(Class<?> type) {
        String snippet = snippet(type.getName());
        if (snippet != null) {
            versions.put(snippet, new Version(type, null));
        }
    }

    /** Moves the value of a variable from the class that held it into its new class; false when it does not fit there. */
    synchronized boolean carry(String variable) {
        for (Map.Entry<String, Version> entry : versions.entrySet()) {
            Version version = entry.getValue();
            if (version.before() != null && has(version.now(), variable)) {
                boolean moved = has(version.before(), variable) && move(variable, version.before(), version.now());
                entry.setValue(new Version(version.now(), null));
                return moved;
            }
        }
        return true;
    }

    private synchronized void remember(Class<?> type) {
        String snippet = snippet(type.getName());
        if (snippet != null) {
            Version old = versions.get(snippet);
            // Made anew twice, the value is still where the first was.
            Class<?> before = old == null ? null : old.before() != null ? old.before() : old.now();
            versions.put(snippet, new Version(type, before == type ? null : before));
        }
    }

    private static @Nullable String snippet(String className) {
        Matcher matcher = SNIPPET.matcher(className);
        return matcher.matches() ? matcher.group(1) : null;
    }

    private static boolean has(Class<?> type, String variable) {
        return Arrays.stream(type.getDeclaredFields())
                .anyMatch(field -> field.getName().equals(variable) && Modifier.isStatic(field.getModifiers()));
    }

    private static boolean move(String variable, Class<?> from, Class<?> to) {
        try {
            Object value = from.getDeclaredField(variable).get(null);
            Field target = to.getDeclaredField(variable);
            if (target.getType() != from.getDeclaredField(variable).getType()
                    && !target.getType().isInstance(value)) {
                return false;
            }
            target.set(null, value);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException | LinkageError refused) {
            return false;
        }
    }

    @Override
    public void addToClasspath(String path) throws InternalException {
        try {
            for (String element : path.split(File.pathSeparator)) {
                loader.add(new File(element).toURI().toURL());
            }
        } catch (MalformedURLException wrong) {
            throw new InternalException("Cannot add " + path + " to the class path: " + wrong.getMessage());
        }
    }

    @Override
    public Class<?> findClass(String name) throws ClassNotFoundException {
        return loader.loadClass(name);
    }
}
