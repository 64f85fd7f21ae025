package dev.tern.kernel.magic;

import dev.tern.kernel.language.Completeness;
import dev.tern.kernel.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the magics of a cell from its Java. A line is a magic only where a new snippet may begin: within a text block
 * or an unfinished expression, {@code %name} is the remainder and {@code !name} a negation.
 */
final class Parts {
    /** What a part is. */
    enum Kind {
        JAVA,
        /** {@code %name arguments} on a line. */
        LINE,
        /** {@code %%name arguments} and all below. */
        CELL,
        /** {@code !command} on a line. */
        SHELL
    }

    /**
     * One part.
     *
     * @param name of the magic; empty for Java and a shell's command
     * @param text the Java, the arguments or the command
     * @param body what stands below a cell's magic
     * @param offset where the text begins in the cell; for a cell's magic, the body
     * @param start where all of the part begins
     * @param end where it ends
     */
    record Part(Kind kind, String name, String text, String body, int offset, int start, int end) {}

    private static final Pattern LINE =
            Pattern.compile("^[ \\t]*(?:(%{1,2})([A-Za-z]\\w*)|(!)(?!=))(.*)$", Pattern.MULTILINE);
    private static final Pattern CELL = Pattern.compile("\\A\\s*%%([A-Za-z]\\w*)([^\\n]*)\\n?");

    private final Session session;
    private final Predicate<String> isMagic;

    /**
     * @param isMagic whether there is a magic of this name
     */
    Parts(Session session, Predicate<String> isMagic) {
        this.session = session;
        this.isMagic = isMagic;
    }

    /** The parts of a cell in order, none when it is empty. */
    List<Part> of(String code) throws MagicException {
        Matcher whole = CELL.matcher(code);
        if (whole.find()) {
            String body = code.substring(whole.end());
            return List.of(
                    new Part(Kind.CELL, whole.group(1), whole.group(2).strip(), body, whole.end(), 0, code.length()));
        }
        List<Part> parts = new ArrayList<>();
        int done = 0;
        Matcher lines = LINE.matcher(code);
        while (lines.find()) {
            String before = code.substring(done, lines.start());
            if (isUnfinished(before) || isOperator(lines, before, code.substring(0, lines.start()))) {
                continue;
            }
            if ("%%".equals(lines.group(1))) {
                throw new MagicException(
                        "%%" + lines.group(2) + " takes a whole cell: it has to stand on the first line."
                                + " Put it into a cell of its own.");
            }
            addJava(parts, before, done);
            parts.add(part(lines));
            done = lines.end();
        }
        addJava(parts, code.substring(done), done);
        return parts;
    }

    private static Part part(Matcher line) {
        String behind = line.group(4);
        int offset = line.start(4) + behind.length() - behind.stripLeading().length();
        boolean shell = line.group(3) != null;
        return new Part(
                shell ? Kind.SHELL : Kind.LINE,
                shell ? "" : line.group(2),
                behind.strip(),
                "",
                offset,
                line.start(),
                line.end());
    }

    private static void addJava(List<Part> parts, String code, int offset) {
        if (!code.isBlank()) {
            parts.add(new Part(Kind.JAVA, "", code, "", offset, offset, offset + code.length()));
        }
    }

    private boolean isUnfinished(String java) {
        return !java.isBlank()
                && session.analyze(shell -> Completeness.of(shell, java))
                        .status()
                        .equals("incomplete");
    }

    /** Whether the sign at the beginning of a line is one of Java's operators. */
    private boolean isOperator(Matcher line, String before, String above) {
        if (line.group(3) != null) {
            return isNegation(line.group(4), above);
        }
        boolean open = !before.isBlank() && !before.strip().matches("(?s).*[;}]");
        return open && line.group(1).length() == 1 && !isMagic.test(line.group(2));
    }

    /** Whether {@code !text} is Java: the negation of something boolean that the session knows, or the cell declares. */
    private boolean isNegation(String text, String above) {
        Matcher name = Pattern.compile("\\A\\s*(?:\\(|([A-Za-z_$][\\w$]*))").matcher(text);
        if (!name.find()) {
            return false;
        }
        String first = name.group(1);
        if (first != null
                && Pattern.compile("\\b" + Pattern.quote(first) + "\\b")
                        .matcher(above)
                        .find()) {
            return true;
        }
        String expression = text.strip().replaceFirst(";$", "");
        String type = session.analyze(shell -> shell.sourceCodeAnalysis().analyzeType(expression, expression.length()));
        return "boolean".equals(type) || "Boolean".equals(type);
    }
}
