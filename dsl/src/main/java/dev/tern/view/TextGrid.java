package dev.tern.view;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Text laid out in columns of equal width, and bars drawn with block characters. */
final class TextGrid {

    private static final String EIGHTHS = "▏▎▍▌▋▊▉";

    private final List<List<String>> columns = new ArrayList<>();

    /** Adds a column to the right: its heading, its cells, and whether they stand to the right. */
    void column(String heading, List<String> cells, boolean toTheRight) {
        int width = Math.max(
                width(heading), cells.stream().mapToInt(TextGrid::width).max().orElse(0));
        List<String> lines = new ArrayList<>();
        lines.add(toTheRight ? padLeft(heading, width) : padRight(heading, width));
        lines.add("─".repeat(width));
        for (String cell : cells) {
            lines.add(toTheRight ? padLeft(cell, width) : padRight(cell, width));
        }
        columns.add(lines);
    }

    /** The columns side by side, a line of text for each row. */
    @Override
    public String toString() {
        if (columns.isEmpty()) {
            return "(no columns)";
        }
        return IntStream.range(0, columns.get(0).size())
                .mapToObj(line -> columns.stream()
                        .map(column -> column.get(line))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .collect(Collectors.joining("\n"));
    }

    /** Cells a text takes in a terminal: combining marks take none, wide East Asian characters and emoji two. */
    static int width(String text) {
        return text.codePoints().map(TextGrid::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = c >= 0x1100 && c <= 0x115F
                || c >= 0x2E80 && c <= 0xA4CF
                || c >= 0xAC00 && c <= 0xD7A3
                || c >= 0xF900 && c <= 0xFAFF
                || c >= 0xFE30 && c <= 0xFE6F
                || c >= 0xFF00 && c <= 0xFF60
                || c >= 0x1F300 && c <= 0x1FAFF
                || c >= 0x20000 && c <= 0x3FFFD;
        return wide ? 2 : 1;
    }

    static String padRight(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    static String padLeft(String text, int width) {
        return " ".repeat(Math.max(0, width - width(text))) + text;
    }

    /** A bar of so many character cells, filled to the given share (0 to 1, clamped), to an eighth of a cell. */
    static String bar(double share, int cells) {
        double clamped = Math.max(0, Math.min(1, share));
        long eighths = Math.round(clamped * cells * 8);
        int full = (int) (eighths / 8);
        int rest = (int) (eighths % 8);
        String filled = "█".repeat(full) + (rest == 0 ? "" : EIGHTHS.substring(rest - 1, rest));
        return filled + "░".repeat(cells - full - (rest == 0 ? 0 : 1));
    }
}
