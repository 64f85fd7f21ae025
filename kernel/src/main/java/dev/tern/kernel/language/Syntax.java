package dev.tern.kernel.language;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticListener;
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

    /**
     * An error of the compiler.
     *
     * @param code the compiler's name for this kind of error
     * @param position the place it is about, from start to end the characters around it
     */
    public record Error(String code, String message, int position, int start, int end) {}

    /** A task that can parse this source and no more. */
    static JavacTask parser(String source) {
        return task(source, diagnostic -> {});
    }

    /** Parses a source and tells the listener what is wrong with it. */
    interface Parser {
        void parse(JavaFileObject source, DiagnosticListener<JavaFileObject> listener) throws IOException;
    }

    /** Parses with a compiler made for the purpose. */
    static final Parser NEW_COMPILER =
            (source, listener) -> task(source, listener).parse();

    /** Whether the parser refuses this snippet as a statement, an expression, a member and an import alike. */
    static boolean isBroken(String snippet, Parser parser) {
        return !errors(snippet, parser).isEmpty();
    }

    /** What the parser says where it came furthest; nothing if it takes the snippet as anything at all. */
    public static List<Error> errors(String snippet) {
        return errors(snippet, NEW_COMPILER);
    }

    private static List<Error> errors(String snippet, Parser parser) {
        String[][] frames = {
            {"class $ { void $() { ", "\n} }"},
            {"class $ { ", "\n}"},
            {"", "\nclass $ { }"},
            {"class $ { Object $ = ", "\n; }"}
        };
        List<Error> best = List.of();
        for (String[] frame : frames) {
            boolean expression = frame[1].contains(";");
            List<Error> found =
                    errors(frame[0], expression ? snippet.replaceFirst(";\\s*$", "") : snippet, frame[1], parser);
            if (found.isEmpty()) {
                return found;
            }
            if (best.isEmpty() || found.get(0).start() > best.get(0).start()) {
                best = found;
            }
        }
        return best;
    }

    /**
     * Where the first declaration or statement of some code ends, for code that JShell does not know where to cut: on JDK
     * 17 it does not understand {@code -> throw} in a switch.
     *
     * @return its length; 0 where the parser finds none
     */
    static int first(String code) {
        int statement = first("class $ { void $() { ", code, "\n} }");
        return statement > 0 ? statement : first("class $ { ", code, "\n}");
    }

    private static synchronized int first(String before, String code, String after) {
        List<Long> errors = new ArrayList<>();
        JavacTask task = task(before + code + after, diagnostic -> {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                errors.add(diagnostic.getStartPosition());
            }
        });
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            Tree member = ((ClassTree) unit.getTypeDecls().get(0)).getMembers().get(0);
            if (before.contains("void")) {
                member = Objects.requireNonNull(((MethodTree) member).getBody())
                        .getStatements()
                        .get(0);
            }
            long end = Trees.instance(task).getSourcePositions().getEndPosition(unit, member);
            int length = within(end - before.length(), code);
            // The parser also takes the start of something else for a declaration: "int f" of "int f() {}".
            boolean ended = length > 0 && ";}".indexOf(code.charAt(length - 1)) >= 0;
            return ended && errors.stream().noneMatch(at -> at < end) ? length : 0;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (IllegalStateException | IndexOutOfBoundsException nothing) {
            return 0;
        }
    }

    private static synchronized List<Error> errors(String before, String snippet, String after, Parser parser) {
        List<Error> errors = new ArrayList<>();
        DiagnosticListener<JavaFileObject> listener = diagnostic -> {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                errors.add(new Error(
                        diagnostic.getCode(),
                        diagnostic.getMessage(Locale.getDefault()),
                        within(diagnostic.getPosition() - before.length(), snippet),
                        within(diagnostic.getStartPosition() - before.length(), snippet),
                        within(diagnostic.getEndPosition() - before.length(), snippet)));
            }
        };
        try {
            parser.parse(file(before + snippet + after), listener);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (IllegalStateException crashed) {
            // The parser fails on some nonsense, such as three thousand open parentheses.
            if (errors.isEmpty()) {
                errors.add(new Error("compiler.err.crashed", "the compiler cannot read this", 0, 0, snippet.length()));
            }
        }
        return errors;
    }

    private static JavacTask task(String source, DiagnosticListener<JavaFileObject> listener) {
        return task(file(source), listener);
    }

    private static JavacTask task(JavaFileObject file, DiagnosticListener<JavaFileObject> listener) {
        return (JavacTask) COMPILER.getTask(null, FILES, listener, List.of("-proc:none"), null, List.of(file));
    }

    private static JavaFileObject file(String source) {
        return new SimpleJavaFileObject(URI.create("string:///$.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }

    private static int within(long position, String snippet) {
        return (int) Math.max(0, Math.min(position, snippet.length()));
    }
}
