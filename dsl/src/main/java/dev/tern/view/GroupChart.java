package dev.tern.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Rows of a table as points, grouped: what a study found, each run visible and the means joined. */
final class GroupChart {

    private record Point(double x, double y) {}

    private GroupChart() {}

    static Chart draw(String title, Table table, String x, String y, String by) {
        Column<?> xColumn = TableView.column(table, x);
        NumericColumn<?> yColumn = TableView.numericColumn(table, y);
        Column<?> byColumn = TableView.column(table, by);
        List<String> names = new ArrayList<>();
        Map<String, List<Point>> groups = new LinkedHashMap<>();
        for (int row = 0; row < table.rowCount(); row++) {
            if (xColumn.isMissing(row) || yColumn.isMissing(row)) {
                continue;
            }
            String name = xColumn.getUnformattedString(row);
            if (!names.contains(name)) {
                names.add(name);
            }
            double at = xColumn instanceof NumericColumn<?> number ? number.getDouble(row) : names.indexOf(name);
            String group = by.equals(x) ? y : by + " " + byColumn.getUnformattedString(row);
            groups.computeIfAbsent(group, key -> new ArrayList<>()).add(new Point(at, yColumn.getDouble(row)));
        }
        boolean words = !(xColumn instanceof NumericColumn<?>);
        return picture(title, x, y, words ? Axis.named(names) : numbers(groups), groups, words);
    }

    private static Axis numbers(Map<String, List<Point>> groups) {
        double[] values = groups.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Point::x)
                .sorted()
                .toArray();
        if (values.length == 0) {
            return Axis.exactly(0, 1, 8);
        }
        double beside = 0.06 * (values[values.length - 1] - values[0]);
        return Axis.exactly(values[0] - beside, values[values.length - 1] + beside, 8);
    }

    private static Chart picture(
            String title, String x, String y, Axis axis, Map<String, List<Point>> groups, boolean words) {
        List<String> labelled = groups.size() > 1 ? List.copyOf(groups.keySet()) : List.of();
        Axis upwards =
                XyChart.round(groups.values().stream().flatMap(List::stream).mapToDouble(Point::y));
        Plot plot = new Plot(title, x, y, axis, upwards, EndLabels.room(labelled));
        EndLabels labels = new EndLabels();
        List<Series> means = new ArrayList<>();
        int group = 0;
        for (Map.Entry<String, List<Point>> entry : groups.entrySet()) {
            // Groups over the same word stand beside each other, so that none hides another.
            double aside = words ? 0.12 * (group - (groups.size() - 1) / 2.0) : 0;
            TreeMap<Double, List<Double>> columns = new TreeMap<>();
            for (Point point : entry.getValue()) {
                plot.svg().circle(plot.xAt(point.x() + aside), plot.yAt(point.y()), 3.5, Plot.colour(group));
                columns.computeIfAbsent(point.x(), key -> new ArrayList<>()).add(point.y());
            }
            double[] at =
                    columns.keySet().stream().mapToDouble(Double::doubleValue).toArray();
            double[] mean = columns.values().stream()
                    .mapToDouble(ys -> ys.stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElseThrow())
                    .toArray();
            means.add(new Series(entry.getKey(), at, mean));
            plot.svg()
                    .curve(
                            Arrays.stream(at).map(v -> plot.xAt(v + aside)).toArray(),
                            Arrays.stream(mean).map(plot::yAt).toArray(),
                            Plot.colour(group));
            if (!labelled.isEmpty()) {
                labels.add(entry.getKey(), Plot.colour(group), plot.yAt(mean[mean.length - 1]));
            }
            group++;
        }
        labels.draw(plot);
        return new Chart(
                title + ": " + y + " over " + x, plot.svg().toString(), Sparkline.table(title, x, "mean " + y, means));
    }
}
