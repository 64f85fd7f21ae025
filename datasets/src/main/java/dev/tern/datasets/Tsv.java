package dev.tern.datasets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file of columns parted by tabs; quotes mean nothing, as in GLUE. The header, if there is one, names the columns. */
record Tsv(Source source, List<String> header, List<String[]> rows, int firstLine) {

    /** The first line names the columns. */
    static Tsv withHeader(Source source) {
        var lines = source.lines(StandardCharsets.UTF_8);
        if (lines.isEmpty()) {
            throw new DataException(source.name() + " is empty. Its first line must name the columns.");
        }
        return read(source, List.of(lines.get(0).split("\t", -1)), lines.subList(1, lines.size()), 2);
    }

    /** Columns without names in the file get these. */
    static Tsv withoutHeader(Source source, List<String> columns) {
        return read(source, columns, source.lines(StandardCharsets.UTF_8), 1);
    }

    private static Tsv read(Source source, List<String> columns, List<String> lines, int firstLine) {
        var rows = new ArrayList<String[]>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            var row = lines.get(i).split("\t", -1);
            if (row.length != columns.size()) {
                throw source.error(
                        firstLine + i,
                        "found " + row.length + " columns where there must be " + columns.size() + ": "
                                + String.join(", ", columns) + ", parted by tabs.");
            }
            rows.add(row);
        }
        if (rows.isEmpty()) {
            throw new DataException(source.name() + " holds no example, only the names of its columns.");
        }
        return new Tsv(source, columns, rows, firstLine);
    }

    /** The values of a column. */
    List<String> column(String name) {
        int index = header.indexOf(name);
        if (index < 0) {
            throw source.error(1, "there is no column \"" + name + "\"; found " + String.join(", ", header) + ".");
        }
        return rows.stream().map(row -> row[index]).toList();
    }

    /** The labels of a column, numbers 0.. or one of these names. */
    int[] labels(String column, List<String> names) {
        var values = column(column);
        var labels = new int[values.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label(values.get(i).strip(), names, firstLine + i);
        }
        return labels;
    }

    private int label(String value, List<String> names, int line) {
        int named = names.indexOf(value);
        if (named >= 0) {
            return named;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= 0 && number < names.size()) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw source.error(line, "\"" + value + "\" is no label. The labels are " + String.join(", ", names) + ".");
        }
        throw source.error(
                line,
                "label " + value + " is out of range: there are " + names.size() + " labels, 0 to " + (names.size() - 1)
                        + " (" + String.join(", ", names) + ").");
    }

    /** A split of these columns; {@code second} is null where an example is one sentence. */
    Split split(String name, List<String> names, String first, @Nullable String second, String label) {
        return Split.ofTexts(name, names, column(first), second == null ? null : column(second), labels(label, names));
    }
}
