package dev.tern;

import dev.tern.train.History;
import dev.tern.view.Chart;
import dev.tern.view.Charts;
import dev.tern.view.Series;

/** Training loss, step by step, as a chart. */
public final class Curve {
    private final String label;
    private final History history;

    Curve(String label, History history) {
        this.label = label;
        this.history = history;
    }

    /** Loss of every step. */
    public History history() {
        return history;
    }

    private Chart chart() {
        double[] steps = new double[history.losses().size()];
        double[] losses = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = i + 1;
            losses[i] = history.losses().get(i);
        }
        return Charts.lines(
                "Training " + label + ", " + history.stepsPerEpoch() + " steps an epoch",
                "step",
                "loss",
                new Series("loss", steps, losses));
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
