package dev.tern.kernel.language;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.jspecify.annotations.Nullable;

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

    private static final int MAXIMUM_LINES = 100;

    private final JShell shell;
    private final Syntax.Parser parser;

    public Splitter(JShell shell) {
        this.shell = shell;
        parser = new KeptCompiler(shell);
    }

    /**
     * The snippets of the code, in order, up to the first that is broken. A line may stand for its semicolon, as in
     * JShell's own console, but only where the code is no Java otherwise.
     */
    public List<Piece> split(String code) {
        List<Piece> pieces = new ArrayList<>();
        int offset = skipSpace(code, 0);
        while (offset < code.length()) {
            Piece piece = next(code, offset);
            if (piece == null) {
                break;
            }
            if (piece.broken()) {
                Piece lines = lines(code, offset);
                piece = lines == null ? piece : lines;
            }
            // An empty statement says nothing, and the compiler would be asked about each.
            if (!piece.source().strip().equals(";")) {
                pieces.add(piece);
            }
            if (piece.end() <= offset || piece.broken()) {
                break;
            }
            offset = skipSpace(code, piece.end());
        }
        return pieces;
    }

    private @Nullable Piece next(String code, int offset) {
        CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(code.substring(offset));
        if (info.completeness() == Completeness.EMPTY) {
            return null;
        }
        boolean complete = info.completeness().isComplete() && info.source() != null;
        int next = complete && info.remaining() != null
                ? code.length() - info.remaining().length()
                : code.length();
        String text = code.substring(offset, Math.max(next, offset));
        int first = info.completeness() == Completeness.UNKNOWN ? Syntax.first(text) : 0;
        if (first > 0 && !text.substring(first).isBlank()) {
            String source = text.substring(0, first);
            return new Piece(source, offset, offset + first, source.endsWith(";"), false);
        }
        // One line alone is refused by the compiler soon enough, in better words.
        boolean alone = offset == 0 && next == code.length() && text.indexOf('\n') < 0;
        return new Piece(
                complete ? info.source() : text,
                offset,
                next,
                text.strip().endsWith(";"),
                !complete || (!alone && Syntax.isBroken(info.source(), parser)));
    }

    /** The longest run of whole lines from here that is one snippet, though something else follows it. */
    private @Nullable Piece lines(String code, int offset) {
        List<Integer> ends = new ArrayList<>();
        for (int end = code.indexOf('\n', offset);
                end >= 0 && ends.size() < MAXIMUM_LINES;
                end = code.indexOf('\n', end + 1)) {
            if (!code.substring(end).isBlank()) {
                ends.add(end);
            }
        }
        for (int i = ends.size() - 1; i >= 0; i--) {
            String text = code.substring(offset, ends.get(i)).stripTrailing();
            CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(text);
            boolean whole = info.completeness().isComplete()
                    && info.source() != null
                    && (info.remaining() == null || info.remaining().isBlank());
            if (whole && !Syntax.isBroken(info.source(), parser)) {
                return new Piece(info.source(), offset, ends.get(i), text.endsWith(";"), false);
            }
        }
        return null;
    }

    private static int skipSpace(String code, int from) {
        int at = from;
        while (at < code.length() && Character.isWhitespace(code.charAt(at))) {
            at++;
        }
        return at;
    }
}
