package dev.tern.kernel.language;

import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * Whether a console should run what was typed or wait for another line.
 *
 * @param status complete, incomplete or invalid
 * @param indent for incomplete code, how the next line begins
 */
public record Completeness(String status, String indent) {
    private static final String STEP = "    ";

    /** Judges the code. */
    public static Completeness of(JShell shell, String code) {
        Syntax.Parser parser = new KeptCompiler(shell);
        String rest = code;
        while (true) {
            CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            switch (info.completeness()) {
                case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> {
                    return new Completeness("incomplete", STEP.repeat(depth(code)));
                }
                case UNKNOWN -> {
                    return new Completeness("invalid", "");
                }
                case EMPTY -> {
                    return new Completeness("complete", "");
                }
                case COMPLETE, COMPLETE_WITH_SEMI -> {
                    if (Syntax.isBroken(info.source(), parser)) {
                        return new Completeness("invalid", "");
                    }
                    if (info.remaining().isBlank()) {
                        return new Completeness("complete", "");
                    }
                    rest = info.remaining();
                }
            }
        }
    }

    /** How many brackets are open at the end; those in text and comments do not count. */
    static int depth(String code) {
        String bare = code.replaceAll("(?s)/\\*.*?(\\*/|$)|\"\"\".*?(\"\"\"|$)", "")
                .replaceAll("\"(\\\\.|[^\"\\\\\n])*\"?|'(\\\\.|[^'\\\\\n])*'?|//[^\n]*", "");
        int depth = 0;
        for (char c : bare.toCharArray()) {
            if (List.of('{', '(', '[').contains(c)) {
                depth++;
            } else if (List.of('}', ')', ']').contains(c)) {
                depth = Math.max(0, depth - 1);
            }
        }
        return depth;
    }
}
