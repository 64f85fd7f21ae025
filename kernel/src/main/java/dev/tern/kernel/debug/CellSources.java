package dev.tern.kernel.debug;

import java.io.File;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The code of cells under paths that a front end can work out by itself: prefix, hash of the code, suffix. No such
 * file exists; whoever wants the code asks for it.
 */
final class CellSources {
    static final int SEED = 0x7e41;
    static final String SUFFIX = ".java";

    private final String prefix = System.getProperty("java.io.tmpdir") + File.separator + "tern-"
            + ProcessHandle.current().pid() + File.separator;
    private final Map<String, String> codes = new ConcurrentHashMap<>();
    private final Map<String, String> labels = new ConcurrentHashMap<>();
    private final Function<String, @Nullable String> codeOfLabel;

    /**
     * @param codeOfLabel the code of the cell that traces call so; null when it is none of the notebook
     */
    CellSources(Function<String, @Nullable String> codeOfLabel) {
        this.codeOfLabel = codeOfLabel;
    }

    String prefix() {
        return prefix;
    }

    /** Takes note of a cell; returns its path. */
    String add(String code) {
        String path = prefix + Murmur2.hash(code, SEED) + SUFFIX;
        codes.put(path, code);
        return path;
    }

    /** The path of the cell that traces call so; what is no cell, such as a file that was loaded, is its own path. */
    String path(String label) {
        return labels.computeIfAbsent(label, asked -> {
            String code = codeOfLabel.apply(asked);
            return code == null ? asked : add(code);
        });
    }

    /** The code under a path; null when there is none. */
    @Nullable
    String code(String path) {
        return codes.get(path);
    }

    /** The first line from this one on that may hold a statement; the line itself when there is none. */
    int statement(String path, int line) {
        String code = codes.get(path);
        if (code == null) {
            return line;
        }
        String[] lines = code.split("\n", -1);
        for (int i = Math.max(line, 1); i <= lines.length; i++) {
            String text = lines[i - 1].strip();
            if (!text.isEmpty() && !text.startsWith("//") && !text.matches("/?\\*.*")) {
                return i;
            }
        }
        return line;
    }
}
