package dev.tern.kernel.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/**
 * What may stand at the cursor.
 *
 * @param start where the text begins that a candidate replaces, in UTF-16 units like every position here
 */
public record Completion(int start, int end, List<Candidate> candidates) {
    /** One candidate with its kind (function, class, instance, keyword, module) and its type or signature, if known. */
    public record Candidate(String text, String type, String signature) {}

    private static final Set<String> OF_OBJECT = Set.of(
            "equals(", "getClass()", "hashCode()", "notify()", "notifyAll()", "toString()", "wait(", "finalize()");

    // Without either, code declares variables at most, and to cut it and name its parts would take half the time.
    private static final Pattern BODY_OR_IMPORT = Pattern.compile("[{]|\\bimport\\b");

    /** Completes the code at the cursor: what fits the expected type first, the methods of Object last. */
    public static Completion of(Scope scope, String code, int cursor) {
        JShell shell = scope.shell();
        String visible = statementsOnly(shell, code.substring(0, cursor));
        int[] anchor = {cursor};
        List<Suggestion> suggestions =
                shell.sourceCodeAnalysis().completionSuggestions(visible, visible.length(), anchor);
        if (suggestions.isEmpty()) {
            // Perhaps the name of a package, which only the index knows.
            scope.awaitIndex();
            suggestions = shell.sourceCodeAnalysis().completionSuggestions(visible, visible.length(), anchor);
        }
        Map<String, Boolean> fits = new LinkedHashMap<>();
        suggestions.forEach(each -> fits.merge(each.continuation(), each.matchesType(), Boolean::logicalOr));
        List<String> texts = new ArrayList<>(fits.keySet());
        texts.sort(Comparator.comparing((String text) -> !fits.getOrDefault(text, false))
                .thenComparing(OF_OBJECT::contains));
        Signatures signatures = Signatures.at(scope, visible, anchor[0]);
        return new Completion(
                anchor[0], cursor, texts.stream().map(signatures::candidate).toList());
    }

    /**
     * The code with every declaration in front of the last snippet blanked out, so that JShell, which completes one
     * snippet at a time, sees statements alone and with them the local variables of this very cell.
     */
    private static String statementsOnly(JShell shell, String code) {
        if (!BODY_OR_IMPORT.matcher(code).find()) {
            return code;
        }
        StringBuilder visible = new StringBuilder(code);
        for (Splitter.Piece piece : new Splitter(shell).split(code)) {
            if (piece.end() < code.length() && isDeclaration(shell, piece.source())) {
                int end =
                        Math.min(code.length(), piece.offset() + piece.source().length());
                for (int i = piece.offset(); i < end; i++) {
                    if (code.charAt(i) != '\n') {
                        visible.setCharAt(i, ' ');
                    }
                }
            }
        }
        return visible.toString();
    }

    private static boolean isDeclaration(JShell shell, String snippet) {
        return shell.sourceCodeAnalysis().sourceToSnippets(snippet).stream()
                .anyMatch(each -> each.kind() == Snippet.Kind.IMPORT
                        || each.kind() == Snippet.Kind.METHOD
                        || each.kind() == Snippet.Kind.TYPE_DECL);
    }
}
