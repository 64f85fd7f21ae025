package dev.tern.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Series of points over two number axes. */
final class XyChart {

    private static final int MOST_POINTS = 1200;

    private XyChart() {}

    static Chart lines(String title, String xLabel, String yLabel, Series... series) {
        return draw(title, xLabel, yLabel, List.of(series), 0);
    }

    static Chart scatter(String title, String xLabel, String yLabel, Series... series) {
        return draw(title, xLabel, yLabel, List.of(series), 3.5);
    }

    private static Chart draw(String title, String xLabel, String yLabel, List<Series> series, double radius) {
        List<String> names =
                series.size() > 1 ? series.stream().map(Series::name).toList() : List.of();
        Axis x = exact(series.stream().flatMapToDouble(s -> Arrays.stream(s.x())), radius > 0);
        Axis y = round(series.stream().flatMapToDouble(s -> Arrays.stream(s.y())));
        Plot plot = new Plot(title, xLabel, yLabel, x, y, EndLabels.room(names));
        EndLabels labels = new EndLabels();
        for (int i = 0; i < series.size(); i++) {
            Series shown = thinned(sorted(series.get(i)));
            double[] px = Arrays.stream(shown.x()).map(plot::xAt).toArray();
            double[] py = Arrays.stream(shown.y())
                    .map(v -> Double.isFinite(v) ? plot.yAt(v) : Double.NaN)
                    .toArray();
            plot.svg().curve(px, py, Plot.colour(i));
            int last = -1;
            for (int k = 0; k < px.length; k++) {
                boolean finite = !Double.isNaN(py[k]);
                last = finite ? k : last;
                if (finite && (radius > 0 || px.length == 1)) {
                    plot.svg().circle(px[k], py[k], Math.max(radius, 3), Plot.colour(i));
                }
            }
            if (last >= 0 && !names.isEmpty()) {
                labels.add(shown.name(), Plot.colour(i), py[last]);
            }
        }
        labels.draw(plot);
        return new Chart(
                title + ": " + yLabel + " over " + xLabel,
                plot.svg().toString(),
                Sparkline.table(title, xLabel, yLabel, series));
    }

    /** The range of the finite values, with a little room beside points that would lie on the edge. */
    private static Axis exact(DoubleStream values, boolean room) {
        double[] finite = values.filter(Double::isFinite).sorted().toArray();
        if (finite.length == 0) {
            return Axis.exactly(0, 1, 8);
        }
        double low = finite[0];
        double high = finite[finite.length - 1];
        if (!room && Arrays.stream(finite).allMatch(v -> v == Math.rint(v))) {
            return Axis.whole(low, high, 8);
        }
        double beside = room ? 0.03 * (high - low) : 0;
        return Axis.exactly(low - beside, high + beside, 8);
    }

    static Axis round(DoubleStream values) {
        double[] finite = values.filter(Double::isFinite).sorted().toArray();
        return finite.length == 0 ? Axis.exactly(0, 1, 5) : Axis.around(finite[0], finite[finite.length - 1], 6);
    }

    private static Series sorted(Series series) {
        int[] order = IntStream.range(0, series.x().length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> series.x()[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        return picked(series, order);
    }

    /** Long series keep the lowest and the highest point of every stretch, so that no spike is lost. */
    private static Series thinned(Series series) {
        int count = series.x().length;
        if (count <= MOST_POINTS) {
            return series;
        }
        List<Integer> kept = new ArrayList<>();
        int stretches = MOST_POINTS / 2;
        for (int s = 0; s < stretches; s++) {
            int from = (int) ((long) s * count / stretches);
            int to = (int) ((long) (s + 1) * count / stretches);
            int lowest = from;
            int highest = from;
            for (int i = from; i < to; i++) {
                lowest = series.y()[i] < series.y()[lowest] ? i : lowest;
                highest = series.y()[i] > series.y()[highest] ? i : highest;
            }
            kept.add(Math.min(lowest, highest));
            if (lowest != highest) {
                kept.add(Math.max(lowest, highest));
            }
        }
        return picked(series, kept.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Series picked(Series series, int[] order) {
        return new Series(
                series.name(),
                Arrays.stream(order).mapToDouble(i -> series.x()[i]).toArray(),
                Arrays.stream(order).mapToDouble(i -> series.y()[i]).toArray());
    }
}
