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
import javax.lang.model.SourceVersion;
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

    /** What may stand around a snippet. */
    private enum Frame {
        STATEMENTS("class $ { void $() { ", "\n} }"),
        MEMBERS("class $ { ", "\n}"),
        IMPORT("", "\nclass $ { }"),
        EXPRESSION("class $ { Object $ = ", "\n; }");

        private static final Frame[] ALL = values();

        private final String before;
        private final String after;

        Frame(String before, String after) {
            this.before = before;
            this.after = after;
        }

        String around(String snippet) {
            return before + (this == EXPRESSION ? withoutSemicolon(snippet) : snippet) + after;
        }

        private static String withoutSemicolon(String snippet) {
            String text = snippet.stripTrailing();
            return text.endsWith(";") ? text.substring(0, text.length() - 1) : snippet;
        }
    }

    /** Whether the parser refuses this snippet as a statement, an expression, a member and an import alike. */
    static boolean isBroken(String snippet, Parser parser) {
        if (SourceVersion.isName(snippet.strip())) {
            return false;
        }
        Frame likely = likely(snippet);
        if (parses(likely.around(snippet), parser)) {
            return false;
        }
        for (Frame frame : Frame.ALL) {
            if (frame != likely && parses(frame.around(snippet), parser)) {
                return false;
            }
        }
        return true;
    }

    /** What it most probably is: most snippets need to be parsed but once. */
    private static Frame likely(String snippet) {
        if (snippet.startsWith("import ")) {
            return Frame.IMPORT;
        }
        String text = snippet.stripTrailing();
        return text.endsWith(";") || text.endsWith("}") ? Frame.STATEMENTS : Frame.EXPRESSION;
    }

    /** Without words for what is wrong: nobody has asked for them yet. */
    private static synchronized boolean parses(String source, Parser parser) {
        boolean[] refused = {false};
        try {
            parser.parse(file(source), diagnostic -> refused[0] |= diagnostic.getKind() == Diagnostic.Kind.ERROR);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (IllegalStateException crashed) {
            // The parser fails on some nonsense, such as three thousand open parentheses.
            return false;
        }
        return !refused[0];
    }

    /** What the parser says where it came furthest; nothing if it takes the snippet as anything at all. */
    public static List<Error> errors(String snippet) {
        List<Error> best = List.of();
        for (Frame frame : Frame.ALL) {
            List<Error> found = errors(frame, snippet);
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
        int statement = first(Frame.STATEMENTS, code);
        return statement > 0 ? statement : first(Frame.MEMBERS, code);
    }

    private static synchronized int first(Frame frame, String code) {
        List<Long> errors = new ArrayList<>();
        JavacTask task = task(frame.around(code), diagnostic -> {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                errors.add(diagnostic.getStartPosition());
            }
        });
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            Tree member = ((ClassTree) unit.getTypeDecls().get(0)).getMembers().get(0);
            if (frame == Frame.STATEMENTS) {
                member = Objects.requireNonNull(((MethodTree) member).getBody())
                        .getStatements()
                        .get(0);
            }
            long end = Trees.instance(task).getSourcePositions().getEndPosition(unit, member);
            int length = within(end - frame.before.length(), code);
            // The parser also takes the start of something else for a declaration: "int f" of "int f() {}".
            boolean ended = length > 0 && ";}".indexOf(code.charAt(length - 1)) >= 0;
            return ended && errors.stream().noneMatch(at -> at < end) ? length : 0;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (IllegalStateException | IndexOutOfBoundsException nothing) {
            return 0;
        }
    }

    private static synchronized List<Error> errors(Frame frame, String snippet) {
        int start = frame.before.length();
        List<Error> errors = new ArrayList<>();
        DiagnosticListener<JavaFileObject> listener = diagnostic -> {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                errors.add(new Error(
                        diagnostic.getCode(),
                        diagnostic.getMessage(Locale.getDefault()),
                        within(diagnostic.getPosition() - start, snippet),
                        within(diagnostic.getStartPosition() - start, snippet),
                        within(diagnostic.getEndPosition() - start, snippet)));
            }
        };
        try {
            NEW_COMPILER.parse(file(frame.around(snippet)), listener);
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
