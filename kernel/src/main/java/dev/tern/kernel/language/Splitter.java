package dev.tern.kernel.language;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** Cuts the code of a cell into snippets. */
public final class Splitter {
    /**
     * One snippet.
     *
     * @param source complete, with a semicolon added where Java wants one
     * @param offset where it starts in the cell
     * @param end where it ends in the cell
     * @param closed whether the user ended it with a semicolon
     * @param broken whether it is no Java at all
     */
    public record Piece(String source, int offset, int end, boolean closed, boolean broken) {}

    private final JShell shell;

    public Splitter(JShell shell) {
        this.shell = shell;
    }

    /** The snippets of the code, in order, up to the first that is broken. */
    public List<Piece> split(String code) {
        List<Piece> pieces = new ArrayList<>();
        int offset = skipSpace(code, 0);
        while (offset < code.length()) {
            CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(code.substring(offset));
            if (info.completeness() == Completeness.EMPTY) {
                break;
            }
            boolean complete = info.completeness().isComplete() && info.source() != null;
            int next = complete && info.remaining() != null
                    ? code.length() - info.remaining().length()
                    : code.length();
            String text = code.substring(offset, Math.max(next, offset));
            pieces.add(new Piece(
                    complete ? info.source() : text,
                    offset,
                    next,
                    text.strip().endsWith(";"),
                    !complete || ((offset > 0 || next < code.length()) && Syntax.isBroken(info.source()))));
            if (next <= offset || !complete) {
                break;
            }
            offset = skipSpace(code, next);
        }
        return pieces;
    }

    private static int skipSpace(String code, int from) {
        int at = from;
        while (at < code.length() && Character.isWhitespace(code.charAt(at))) {
            at++;
        }
        return at;
    }
}
