package dev.tern.kernel.language;

import dev.tern.kernel.display.MimeBundle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis.Documentation;

/** Signatures and documentation of what stands at the cursor. */
public record Inspection(List<Entry> found) {
    /** One meaning of the name, with its documentation as Markdown; empty when there is none to be found. */
    public record Entry(String signature, String documentation) {}

    private static final int MAXIMUM_DOCUMENTED = 12;
    private static final Pattern METHOD = Pattern.compile("(?:.*[\\s>])?([\\w.$]+)\\.([\\w$]+)\\((.*)\\)");

    /** Looks up the name around the cursor, or the call the cursor stands in. */
    public static Inspection of(Scope scope, String code, int cursor) {
        int end = cursor;
        while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
            end++;
        }
        String upToName = code.substring(0, end);
        boolean onName = end > 0 && Character.isJavaIdentifierPart(code.charAt(end - 1));
        if (onName) {
            // JShell explains a method only inside its parentheses.
            List<Documentation> call = documentation(scope.shell(), upToName + "(");
            if (!call.isEmpty()) {
                return new Inspection(entries(scope, call));
            }
        }
        return new Inspection(entries(scope, documentation(scope.shell(), upToName)));
    }

    /** Whether nothing is known. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** What is known, for a front end to show. Signatures with nothing between them stand in one block. */
    public MimeBundle bundle() {
        StringBuilder markdown = new StringBuilder();
        boolean open = false;
        for (Entry entry : found) {
            markdown.append(open ? "" : "```java\n").append(entry.signature()).append('\n');
            open = entry.documentation().isEmpty();
            if (!open) {
                markdown.append("```\n\n").append(entry.documentation()).append("\n\n");
            }
        }
        markdown.append(open ? "```" : "");
        return MimeBundle.plain(text())
                .with("text/markdown", markdown.toString().strip());
    }

    /** One signature a line, each followed by its documentation if there is any. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Entry entry : found) {
            text.append(entry.signature()).append('\n');
            if (!entry.documentation().isEmpty()) {
                text.append(entry.documentation().indent(4)).append('\n');
            }
        }
        return text.toString().stripTrailing();
    }

    private static List<Documentation> documentation(JShell shell, String code) {
        return shell.sourceCodeAnalysis().documentation(code, code.length(), true);
    }

    private static List<Entry> entries(Scope scope, List<Documentation> found) {
        List<Entry> entries = new ArrayList<>();
        for (Documentation each : found) {
            String comment = each.javadoc();
            if ((comment == null || comment.isBlank()) && entries.size() < MAXIMUM_DOCUMENTED) {
                comment = fromSources(scope, each.signature()).orElse("");
            }
            entries.add(new Entry(each.signature(), comment == null ? "" : Javadoc.markdown(comment)));
        }
        return entries;
    }

    /** JShell looks into the JDK's sources only. */
    private static Optional<String> fromSources(Scope scope, String signature) {
        String plain = Library.withoutArguments(signature).replaceFirst("\\s+throws .*", "");
        Matcher method = METHOD.matcher(plain);
        if (method.matches()) {
            List<String> parameters = Arrays.stream(method.group(3).split(","))
                    .map(String::strip)
                    .filter(each -> !each.isEmpty())
                    .map(each -> Sources.simple(each.replaceFirst("\\s+\\w+$", "")))
                    .toList();
            return scope.library()
                    .type(method.group(1), scope.shell())
                    .flatMap(type -> Sources.comment(scope.library(), type, method.group(2), parameters));
        }
        return scope.library()
                .type(plain.strip(), scope.shell())
                .flatMap(type -> Sources.comment(scope.library(), type, null, List.of()));
    }
}
