package dev.tern.report;

import dev.tern.train.History;
import dev.tern.view.Chart;
import dev.tern.view.Charts;
import dev.tern.view.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Training loss, step by step, as a chart: of one training with the parts it is the sum of, if there are several; of
 * several trainings with {@link #and}.
 */
public final class Curve {
    private static final int POINTS = 60;

    private record Training(String label, History history) {}

    private final List<Training> trainings;

    /** The curve of one training under a label. */
    public Curve(String label, History history) {
        this(List.of(new Training(label, history)));
    }

    private Curve(List<Training> trainings) {
        this.trainings = trainings;
    }

    /**
     * These curves and others in one chart: {@code twn.curve().and(bwn.curve())}. Since their noise would hide them from
     * each other, each is drawn through means of neighbouring steps. Losses compare where they are of the same kind.
     */
    public Curve and(Curve other) {
        List<Training> all = new ArrayList<>(trainings);
        all.addAll(other.trainings);
        return new Curve(List.copyOf(all));
    }

    /** Loss of every step and its parts; of the first training, if there are several. */
    public History history() {
        return trainings.get(0).history();
    }

    private Chart chart() {
        boolean isAlone = trainings.size() == 1;
        String title = isAlone
                ? "Training " + trainings.get(0).label() + ", " + history().stepsPerEpoch() + " steps an epoch"
                : "Training, means of neighbouring steps";
        List<Series> series = new ArrayList<>();
        for (Training training : trainings) {
            int steps = training.history().losses().size();
            series.add(series(training, isAlone ? 1 : Math.max(1, (steps + POINTS - 1) / POINTS)));
        }
        if (isAlone) {
            series.addAll(parts(history()));
        }
        return Charts.lines(title, "step", "loss", series.toArray(Series[]::new));
    }

    /** Each kind of loss over all steps, with a gap in the stages it was not part of; none if there is one kind only. */
    private static List<Series> parts(History history) {
        Map<String, double[]> kinds = new LinkedHashMap<>();
        for (History.Part part : history.parts()) {
            double[] losses = kinds.computeIfAbsent(part.name(), name -> {
                double[] none = new double[history.losses().size()];
                Arrays.fill(none, Double.NaN);
                return none;
            });
            for (int i = 0; i < part.losses().size(); i++) {
                losses[part.firstStep() + i] = part.losses().get(i);
            }
        }
        return kinds.size() < 2
                ? List.of()
                : kinds.entrySet().stream()
                        .map(kind -> Series.of(kind.getKey(), kind.getValue()))
                        .toList();
    }

    private static Series series(Training training, int together) {
        List<Double> losses = training.history().losses();
        int points = (losses.size() + together - 1) / together;
        double[] steps = new double[points];
        double[] means = new double[points];
        for (int i = 0; i < points; i++) {
            int from = i * together;
            int to = Math.min(losses.size(), from + together);
            steps[i] = (from + 1 + to) / 2.0;
            means[i] = losses.subList(from, to).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElse(Double.NaN);
        }
        return new Series(training.label(), steps, means);
    }

    @Override
    public String toString() {
        return chart().toString();
    }

    /** The chart. */
    public String toHtml() {
        return chart().toHtml();
    }
}
