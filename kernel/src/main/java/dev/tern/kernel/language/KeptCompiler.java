package dev.tern.kernel.language;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileObject;
import jdk.jshell.JShell;

/**
 * The compiler that JShell keeps ready for its snippets, asked to parse. One of our own for each parse would be a third of
 * all that a short cell allocates.
 */
final class KeptCompiler implements Syntax.Parser {
    private static final String WORKER = "com.sun.tools.javac.api.JavacTaskPool$Worker";

    private final JShell shell;

    KeptCompiler(JShell shell) {
        this.shell = shell;
    }

    @Override
    public void parse(JavaFileObject source, DiagnosticListener<JavaFileObject> listener) throws IOException {
        AtomicBoolean parsed = new AtomicBoolean();
        try {
            Object factory = KeptCompilers.factory(shell);
            Object pool = KeptCompilers.pool(factory);
            List<String> options = KeptCompilers.byOptions(pool).keySet().stream()
                    .filter(KeptCompiler::compiles)
                    .findFirst()
                    .orElse(null);
            if (options == null) {
                Syntax.NEW_COMPILER.parse(source, listener);
                return;
            }
            Class<?> worker = Class.forName(WORKER, false, pool.getClass().getClassLoader());
            Object parsing = Proxy.newProxyInstance(
                    KeptCompiler.class.getClassLoader(), new Class<?>[] {worker}, (proxy, method, arguments) -> {
                        parsed.set(true);
                        return ((JavacTask) arguments[0]).parse();
                    });
            task(pool)
                    .invoke(
                            pool,
                            // Nothing is written; for null the compiler makes a buffer larger than all that it needs
                            // for parsing.
                            Writer.nullWriter(),
                            Inside.get(factory, "fileManager"),
                            listener,
                            options,
                            null,
                            List.of(source),
                            parsing);
        } catch (InvocationTargetException failed) {
            if (!(failed.getCause() instanceof RuntimeException cause)) {
                throw new UncheckedIOException(new IOException(failed.getCause()));
            }
            throw cause;
        } catch (ReflectiveOperationException shut) {
            if (!parsed.get()) {
                Syntax.NEW_COMPILER.parse(source, listener);
            }
        }
    }

    /** Whether this is what JShell makes class files with: the options of its other tasks change the parser. */
    private static boolean compiles(List<String> options) {
        return options.contains("-parameters") && options.stream().noneMatch(each -> each.contains("should-stop"));
    }

    private static Method task(Object pool) throws ReflectiveOperationException {
        return Stream.of(pool.getClass().getMethods())
                .filter(method -> method.getName().equals("getTask"))
                .findFirst()
                .orElseThrow(NoSuchMethodException::new);
    }
}
