package dev.tern.kernel.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import jdk.jshell.VarSnippet;

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
    private static final Set<String> KEYWORDS = Set.of(
            "abstract",
            "assert",
            "boolean",
            "break",
            "byte",
            "case",
            "catch",
            "char",
            "class",
            "continue",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extends",
            "final",
            "finally",
            "float",
            "for",
            "if",
            "implements",
            "import",
            "instanceof",
            "int",
            "interface",
            "long",
            "native",
            "new",
            "package",
            "private",
            "protected",
            "public",
            "record",
            "return",
            "short",
            "static",
            "strictfp",
            "super",
            "switch",
            "synchronized",
            "this",
            "throw",
            "throws",
            "transient",
            "try",
            "void",
            "volatile",
            "while",
            "true",
            "false",
            "null",
            "var");

    /** Completes the code at the cursor: what fits the expected type first, the methods of Object last. */
    public static Completion of(JShell shell, String code, int cursor) {
        String visible = statementsOnly(shell, code.substring(0, cursor));
        int[] anchor = {cursor};
        List<Suggestion> suggestions =
                shell.sourceCodeAnalysis().completionSuggestions(visible, visible.length(), anchor);
        Map<String, Boolean> fits = new LinkedHashMap<>();
        suggestions.forEach(each -> fits.merge(each.continuation(), each.matchesType(), Boolean::logicalOr));
        List<String> texts = new ArrayList<>(fits.keySet());
        texts.sort(Comparator.comparing((String text) -> !fits.getOrDefault(text, false))
                .thenComparing(OF_OBJECT::contains));
        return new Completion(
                anchor[0],
                cursor,
                texts.stream().map(text -> candidate(shell, text)).toList());
    }

    /**
     * The code with every declaration in front of the last snippet blanked out, so that JShell, which completes one
     * snippet at a time, sees statements alone and with them the local variables of this very cell.
     */
    private static String statementsOnly(JShell shell, String code) {
        StringBuilder visible = new StringBuilder(code);
        for (Splitter.Piece piece : new Splitter(shell).split(code)) {
            boolean last = piece.end() >= code.length();
            boolean declaration = shell.sourceCodeAnalysis().sourceToSnippets(piece.source()).stream()
                    .anyMatch(snippet -> snippet.kind() == Snippet.Kind.IMPORT
                            || snippet.kind() == Snippet.Kind.METHOD
                            || snippet.kind() == Snippet.Kind.TYPE_DECL);
            if (declaration && !last) {
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

    private static Candidate candidate(JShell shell, String text) {
        String name = text.replaceAll("\\(.*", "");
        if (text.endsWith("(") || text.endsWith(")")) {
            String signature = shell.methods()
                    .filter(method -> method.name().equals(name))
                    .map(method -> method.signature())
                    .findFirst()
                    .orElse(text.endsWith(")") ? "()" : "(...)");
            return new Candidate(text, "function", signature);
        }
        if (KEYWORDS.contains(text)) {
            return new Candidate(text, "keyword", "");
        }
        for (VarSnippet variable : shell.variables().toList()) {
            if (variable.name().equals(text)) {
                return new Candidate(text, "instance", variable.typeName());
            }
        }
        if (!text.isEmpty()
                && Character.isUpperCase(text.charAt(0))
                && !text.equals(text.toUpperCase(java.util.Locale.ROOT))) {
            return new Candidate(text, "class", "");
        }
        return new Candidate(text, text.endsWith(".") ? "module" : "instance", "");
    }
}
