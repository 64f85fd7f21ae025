package dev.tern.kernel.language;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.TypeElement;

/**
 * The expression in front of a dot.
 *
 * @param start where it begins in the code
 */
record Receiver(String text, int start) {
    /** The expression that ends at this dot; empty text when there is none. */
    static Receiver before(String code, int dot) {
        int at = dot;
        boolean more = true;
        while (more) {
            int end = skipSpaceBack(code, at);
            int start = end;
            while (start > 0 && (code.charAt(start - 1) == ')' || code.charAt(start - 1) == ']')) {
                start = skipSpaceBack(code, opening(code, start - 1));
            }
            if (start > 0 && code.charAt(start - 1) == '"') {
                start = code.lastIndexOf('"', start - 2);
            } else {
                while (start > 0 && Character.isJavaIdentifierPart(code.charAt(start - 1))) {
                    start--;
                }
            }
            at = Math.max(0, start);
            int before = skipSpaceBack(code, at);
            more = before > 0 && code.charAt(before - 1) == '.' && start < end;
            if (more) {
                at = before - 1;
            }
        }
        String lead = code.substring(0, at).stripTrailing();
        boolean made = lead.endsWith("new") && lead.length() < at;
        int begin = made ? lead.length() - 3 : at;
        return new Receiver(code.substring(begin, dot).strip(), begin);
    }

    /** Its type, when that is on the class path. */
    Optional<TypeElement> type(Scope scope, String code) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.matches("\\w+")) {
            Optional<TypeElement> local = localType(scope, code);
            if (local.isPresent()) {
                return local;
            }
        }
        String printed = scope.shell().sourceCodeAnalysis().analyzeType(text, text.length());
        return scope.library().type(printed == null ? text : printed, scope.shell());
    }

    /** The type of a variable that this very cell declares: JShell knows it only once the cell has run. */
    private Optional<TypeElement> localType(Scope scope, String code) {
        Matcher declarations = Pattern.compile(
                        "\\b([A-Z][\\w.]*(?:<[^;=()]*>)?|var)\\s+" + text + "\\s*(?:=\\s*([^;]*))?[;:,)]")
                .matcher(code.substring(0, start));
        String declared = null;
        while (declarations.find()) {
            String written = declarations.group(1);
            String value = declarations.group(2);
            declared = !written.equals("var")
                    ? written
                    : value == null ? null : scope.shell().sourceCodeAnalysis().analyzeType(value, value.length());
        }
        return declared == null ? Optional.empty() : scope.library().type(declared, scope.shell());
    }

    private static int opening(String code, int closing) {
        int depth = 0;
        for (int i = closing; i >= 0; i--) {
            char c = code.charAt(i);
            depth += c == ')' || c == ']' ? 1 : 0;
            depth -= c == '(' || c == '[' ? 1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return 0;
    }

    private static int skipSpaceBack(String code, int from) {
        int at = from;
        while (at > 0 && Character.isWhitespace(code.charAt(at - 1))) {
            at--;
        }
        return at;
    }
}
