package dev.tern.view;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Lying bars, one a name. */
final class BarChart {

    private static final double LINE = 26;
    private static final double TOP = 54;

    private BarChart() {}

    static Chart draw(String title, String valueLabel, List<String> names, double[] values) {
        if (names.size() != values.length) {
            throw new IllegalArgumentException("A bar chart needs one name for each value, but there are "
                    + names.size() + " names and " + values.length + " values.");
        }
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        ColumnFormat format = Cells.plainest(finite);
        double low = Math.min(0, Arrays.stream(finite).min().orElse(0));
        double high = Math.max(0, Arrays.stream(finite).max().orElse(0));
        double reach = high > low ? high - low : 1;
        List<String> shown = names.stream().map(EndLabels::shortened).toList();
        List<String> written = Arrays.stream(values)
                .mapToObj(v -> Double.isFinite(v) ? format.text(v) : "—")
                .toList();

        double left = 26 + shown.stream().mapToDouble(Svg::widthOf).max().orElse(0);
        double width = Plot.WIDTH - left - 76;
        double zero = left + width * -low / reach;
        double height = TOP + LINE * names.size() + 14;
        Svg svg = new Svg(Plot.WIDTH, height, title);
        svg.heading(14, 22, title).text(14, 40, Svg.Anchor.START, Svg.QUIET, valueLabel);
        for (int i = 0; i < names.size(); i++) {
            double middle = TOP + LINE * (i + 0.5);
            double end = Double.isFinite(values[i]) ? zero + width * values[i] / reach : zero;
            svg.text(left - 8, middle + 4, Svg.Anchor.END, Svg.INK, shown.get(i));
            String colour = values[i] < 0 ? Style.NEGATIVE : Style.POSITIVE;
            svg.rectangle(Math.min(zero, end), middle - 7, Math.abs(end - zero), 14, colour);
            svg.text(Math.max(zero, end) + 7, middle + 4, Svg.Anchor.START, Svg.QUIET, written.get(i));
        }
        svg.line(zero, TOP, zero, TOP + LINE * names.size(), Svg.AXIS);

        TextGrid grid = new TextGrid();
        grid.column("", names, false);
        grid.column(valueLabel, written, true);
        grid.column(
                "",
                IntStream.range(0, values.length)
                        .mapToObj(i ->
                                TextGrid.bar(Math.abs(values[i]) / Math.max(Math.abs(low), Math.max(high, 1e-300)), 24))
                        .toList(),
                false);
        return new Chart(title + ": " + valueLabel, svg.toString(), title + "\n" + grid);
    }
}
