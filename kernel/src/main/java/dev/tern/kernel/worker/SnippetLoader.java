package dev.tern.kernel.worker;

import dev.tern.kernel.display.Renderers;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import jdk.jshell.spi.ExecutionControl.InternalException;

/** Loads the classes of cells, and what was added to the class path while the session ran. */
final class SnippetLoader implements LoaderDelegate {
    /** The package JShell puts every snippet in. */
    private static final String SNIPPETS = "REPL.";

    private static final class Loader extends URLClassLoader {
        private final Map<String, byte[]> waiting = new ConcurrentHashMap<>();

        Loader() {
            super("cells", new URL[0], ClassLoader.getSystemClassLoader());
        }

        /** A snippet's class is here or nowhere: the class path would be searched jar by jar for each. */
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(SNIPPETS)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
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

    // Lives as long as the process.
    @SuppressWarnings("resource")
    private final Loader loader = new Loader();

    private final Variables variables = new Variables();

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
                variables.loaded(loader.loadClass(classes[i].name()));
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

    Variables variables() {
        return variables;
    }

    @Override
    public void addToClasspath(String path) throws InternalException {
        try {
            for (String element : path.split(File.pathSeparator)) {
                loader.add(new File(element).toURI().toURL());
            }
            Renderers.searchAgain(loader);
        } catch (MalformedURLException wrong) {
            throw new InternalException("Cannot add " + path + " to the class path: " + wrong.getMessage());
        }
    }

    @Override
    public Class<?> findClass(String name) throws ClassNotFoundException {
        return loader.loadClass(name);
    }
}
