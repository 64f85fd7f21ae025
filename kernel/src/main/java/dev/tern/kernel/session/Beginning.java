package dev.tern.kernel.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.jspecify.annotations.Nullable;

/** The start-up snippets of a session, run in a fresh one. */
record Beginning(List<String> snippets) {
    private static final String IMPORT = "import ";

    Beginning {
        snippets = List.copyOf(snippets);
    }

    /** Runs all; one that fails is told of in the log. */
    void run(JShell shell) {
        List<String> imports = imports();
        // Together: every snippet runs the compiler three times.
        boolean together = imports.size() > 1 && rejection(shell, shell.eval(joined(imports))) == null;
        for (String snippet : snippets) {
            if (!together || !imports.contains(snippet)) {
                String why = rejection(shell, shell.eval(snippet));
                if (why != null) {
                    System.err.println("start-up snippet rejected: " + snippet + ": " + why);
                }
            }
        }
    }

    /** Whether this source is a start-up snippet, or several of them. */
    boolean contains(String source) {
        return snippets.contains(source.strip()) || source.equals(joined(imports()));
    }

    /** The imports at its head. */
    private List<String> imports() {
        List<String> imports = new ArrayList<>();
        for (String snippet : snippets) {
            if (!snippet.startsWith(IMPORT)) {
                break;
            }
            imports.add(snippet);
        }
        return imports;
    }

    private static String joined(List<String> imports) {
        return String.join("\n", imports);
    }

    private static @Nullable String rejection(JShell shell, List<SnippetEvent> events) {
        for (SnippetEvent event : events) {
            if (event.status() == Snippet.Status.REJECTED) {
                return shell.diagnostics(event.snippet())
                        .map(diag -> diag.getMessage(Locale.getDefault()))
                        .collect(Collectors.joining("; "));
            }
        }
        return null;
    }
}
