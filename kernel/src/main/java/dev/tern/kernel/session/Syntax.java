package dev.tern.kernel.session;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.tools.Diagnostic;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Whether code is Java at all, asked of the parser alone. JShell says so only together with what is declared, and
 * takes some nonsense for complete.
 */
final class Syntax {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

    private Syntax() {}

    /** Whether the parser refuses this snippet as a statement, an expression, a member and an import alike. */
    static boolean isBroken(String snippet) {
        return !parses("class $ { void $() { " + snippet + "\n} }")
                && !parses("class $ { " + snippet + "\n}")
                && !parses(snippet + "\nclass $ { }")
                && !parses("class $ { Object $ = " + snippet.replaceFirst(";\\s*$", "") + "\n; }");
    }

    private static synchronized boolean parses(String source) {
        AtomicBoolean broken = new AtomicBoolean();
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///$.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        JavacTask task = (JavacTask) COMPILER.getTask(
                null,
                FILES,
                diagnostic -> {
                    if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                        broken.set(true);
                    }
                },
                List.of("-proc:none"),
                null,
                List.of(file));
        try {
            task.parse();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return !broken.get();
    }
}
