package dev.tern.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Curves and histograms drawn with block characters. */
final class Sparkline {

    private static final String BLOCKS = " ▁▂▃▄▅▆▇█";

    private Sparkline() {}

    /** A line a series: its name, its course, its first and last value. */
    static String table(String title, String xLabel, String yLabel, List<Series> series) {
        double[] all = series.stream()
                .flatMapToDouble(s -> Arrays.stream(s.y()))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (all.length == 0) {
            return title + ": no values";
        }
        TextGrid grid = new TextGrid();
        grid.column("series", series.stream().map(Series::name).toList(), false);
        List<String> courses = new ArrayList<>();
        List<String> first = new ArrayList<>();
        List<String> last = new ArrayList<>();
        for (Series s : series) {
            double[] finite = Arrays.stream(s.y()).filter(Double::isFinite).toArray();
            courses.add(course(finite, all[0], all[all.length - 1], 40));
            first.add(finite.length == 0 ? "—" : value(finite[0]));
            last.add(finite.length == 0 ? "—" : value(finite[finite.length - 1]));
        }
        grid.column(yLabel + " over " + xLabel, courses, false);
        grid.column("first", first, true);
        grid.column("last", last, true);
        return title + "\n" + grid;
    }

    static String value(double value) {
        return String.format(java.util.Locale.ROOT, "%.4g", value).replace('-', '−');
    }

    private static String course(double[] values, double low, double high, int most) {
        int cells = Math.min(most, values.length);
        StringBuilder out = new StringBuilder();
        for (int cell = 0; cell < cells; cell++) {
            int from = (int) ((long) cell * values.length / cells);
            int to = (int) ((long) (cell + 1) * values.length / cells);
            double mean = Arrays.stream(values, from, to).average().orElse(0);
            out.append(BLOCKS.charAt(1 + (int) Math.round(high > low ? 7 * (mean - low) / (high - low) : 3)));
        }
        return out.toString();
    }

    /** Bars of these heights side by side, the highest so many lines tall. */
    static String columns(long[] heights, int lines) {
        double highest = Math.max(1, Arrays.stream(heights).max().orElse(1));
        StringBuilder out = new StringBuilder();
        for (int line = lines - 1; line >= 0; line--) {
            StringBuilder row = new StringBuilder();
            for (long height : heights) {
                long eighths = Math.round(8 * lines * height / highest) - 8L * line;
                row.append(BLOCKS.charAt((int) Math.max(0, Math.min(8, eighths))));
            }
            out.append(row.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
