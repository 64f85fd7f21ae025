package dev.tern.kernel.language;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Whether code is Java at all, asked of the parser alone. JShell says so only together with what is declared, and
 * takes some nonsense for complete.
 */
public final class Syntax {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final StandardJavaFileManager FILES = parserOnly();

    private Syntax() {}

    /** With a class path, javac would open every jar on it for each task and look for plugins of its own. */
    private static StandardJavaFileManager parserOnly() {
        StandardJavaFileManager files = COMPILER.getStandardFileManager(null, null, null);
        try {
            files.setLocation(StandardLocation.CLASS_PATH, List.of());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return files;
    }

    /** An error and the characters of the code it is about. */
    public record Error(String message, int start, int end) {}

    /** Whether the parser refuses this snippet as a statement, an expression, a member and an import alike. */
    static boolean isBroken(String snippet) {
        return !errors(snippet).isEmpty();
    }

    /** What the parser says where it came furthest; nothing if it takes the snippet as anything at all. */
    public static List<Error> errors(String snippet) {
        String[][] frames = {
            {"class $ { void $() { ", "\n} }"},
            {"class $ { ", "\n}"},
            {"", "\nclass $ { }"},
            {"class $ { Object $ = ", "\n; }"}
        };
        List<Error> best = List.of();
        for (String[] frame : frames) {
            boolean expression = frame[1].contains(";");
            List<Error> found = errors(frame[0], expression ? snippet.replaceFirst(";\\s*$", "") : snippet, frame[1]);
            if (found.isEmpty()) {
                return found;
            }
            if (best.isEmpty() || found.get(0).start() > best.get(0).start()) {
                best = found;
            }
        }
        return best;
    }

    private static synchronized List<Error> errors(String before, String snippet, String after) {
        List<Error> errors = new ArrayList<>();
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///$.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return before + snippet + after;
            }
        };
        JavacTask task = (JavacTask) COMPILER.getTask(
                null,
                FILES,
                diagnostic -> {
                    if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                        errors.add(new Error(
                                diagnostic.getMessage(Locale.getDefault()),
                                within(diagnostic.getStartPosition() - before.length(), snippet),
                                within(diagnostic.getEndPosition() - before.length(), snippet)));
                    }
                },
                List.of("-proc:none"),
                null,
                List.of(file));
        try {
            task.parse();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (IllegalStateException crashed) {
            // The parser fails on some nonsense, such as three thousand open parentheses.
            if (errors.isEmpty()) {
                errors.add(new Error("the compiler cannot read this", 0, snippet.length()));
            }
        }
        return errors;
    }

    private static int within(long position, String snippet) {
        return (int) Math.max(0, Math.min(position, snippet.length()));
    }
}
