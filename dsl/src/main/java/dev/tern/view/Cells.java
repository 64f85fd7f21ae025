package dev.tern.view;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.columns.Column;

/** The cells of one table column as text: one format for the whole column, so that its points stand under each other. */
final class Cells {

    /** The most characters of one cell in a notebook, and in a terminal. */
    static final int HTML_WIDTH = 300;

    static final int TEXT_WIDTH = 60;

    private static final String MISSING = "—";

    private final Column<?> column;
    private final @Nullable ColumnFormat format;

    private Cells(Column<?> column, @Nullable ColumnFormat format) {
        this.column = column;
        this.format = format;
    }

    /** The first rows of a column, written in the given way, or in the plainest one that fits their values. */
    static Cells of(Column<?> column, int rows, @Nullable ColumnFormat wanted) {
        boolean fractions = column.type() == ColumnType.DOUBLE || column.type() == ColumnType.FLOAT;
        return new Cells(
                column, wanted == null && fractions ? plainest(firstNumbers((NumericColumn<?>) column, rows)) : wanted);
    }

    static boolean isNumeric(Column<?> column) {
        return column instanceof NumericColumn<?>;
    }

    String name() {
        return column.name();
    }

    boolean numeric() {
        return isNumeric(column);
    }

    /** The number in this row; NaN when it is missing or no number. */
    double value(int row) {
        return numeric() && !column.isMissing(row) ? ((NumericColumn<?>) column).getDouble(row) : Double.NaN;
    }

    /** The cell as text, cut to so many characters. */
    String text(int row, int longest) {
        if (column.isMissing(row)) {
            return MISSING;
        }
        if (format != null) {
            return format.text(value(row));
        }
        String text = column.getUnformattedString(row);
        if (numeric()) {
            return text.replace('-', '−');
        }
        String line = text.replaceAll("\\s+", " ");
        int cut = Math.min(longest - 1, line.length() - 1);
        return line.length() <= longest
                ? line
                : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, cut))) + "…";
    }

    private static double[] firstNumbers(NumericColumn<?> column, int rows) {
        return IntStream.range(0, rows)
                .mapToDouble(column::getDouble)
                .filter(Double::isFinite)
                .toArray();
    }

    /** As few decimals as show every value exactly, at most four significant digits of the largest. */
    static ColumnFormat plainest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (largest != 0 && (largest >= 1e15 || largest < 1e-4)) {
            return value -> String.format(java.util.Locale.ROOT, "%.3e", value).replace('-', '−');
        }
        int most = largest == 0 ? 0 : Math.max(0, Math.min(6, 3 - (int) Math.floor(Math.log10(largest))));
        int digits = 0;
        while (digits < most && !exact(values, digits)) {
            digits++;
        }
        return ColumnFormat.decimals(digits);
    }

    private static boolean exact(double[] values, int digits) {
        double power = Math.pow(10, digits);
        for (double value : values) {
            double scaled = value * power;
            if (Math.abs(scaled - Math.rint(scaled)) > 1e-6 * Math.max(1, Math.abs(scaled))) {
                return false;
            }
        }
        return true;
    }
}
