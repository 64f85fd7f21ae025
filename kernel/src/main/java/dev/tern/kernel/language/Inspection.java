package dev.tern.kernel.language;

import dev.tern.kernel.display.MimeBundle;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis.Documentation;

/** Signatures and documentation of what stands at the cursor. */
public record Inspection(List<Documentation> found) {
    /** Looks up the name around the cursor, or the call the cursor stands in. */
    public static Inspection of(JShell shell, String code, int cursor) {
        int end = cursor;
        while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
            end++;
        }
        String upToName = code.substring(0, end);
        boolean onName = end > 0 && Character.isJavaIdentifierPart(code.charAt(end - 1));
        if (onName) {
            // JShell explains a method only inside its parentheses.
            List<Documentation> call = documentation(shell, upToName + "(");
            if (!call.isEmpty()) {
                return new Inspection(call);
            }
        }
        return new Inspection(documentation(shell, upToName));
    }

    /** Whether nothing is known. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** What is known, for a front end to show. */
    public MimeBundle bundle() {
        return MimeBundle.plain(text());
    }

    /** One signature a line, each followed by its documentation if there is any. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Documentation each : found) {
            text.append(each.signature()).append('\n');
            if (each.javadoc() != null && !each.javadoc().isBlank()) {
                text.append(each.javadoc().strip().indent(4)).append('\n');
            }
        }
        return text.toString().stripTrailing();
    }

    private static List<Documentation> documentation(JShell shell, String code) {
        return shell.sourceCodeAnalysis().documentation(code, code.length(), true);
    }
}
