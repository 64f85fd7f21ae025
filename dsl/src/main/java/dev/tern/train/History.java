package dev.tern.train;

import java.time.Duration;
import java.util.List;

/**
 * What happened while training.
 *
 * @param losses loss of every step
 * @param parts what each kind of loss added to them, weight included, stage by stage
 * @param checks accuracy after every epoch on the rows that choose the best, 0 to 1; empty if the last epoch was kept
 * @param stepsPerEpoch steps of one pass over the data
 * @param time from the first step to the last
 */
public record History(List<Double> losses, List<Part> parts, List<Double> checks, int stepsPerEpoch, Duration time) {

    /**
     * One kind of loss in one stage.
     *
     * @param name such as "logits", "hidden", "attention", "labels", "hint"
     * @param firstStep the index of its first loss in all steps
     * @param losses of consecutive steps
     */
    public record Part(String name, int firstStep, List<Double> losses) {
        public Part {
            losses = List.copyOf(losses);
        }
    }

    public History {
        losses = List.copyOf(losses);
        parts = List.copyOf(parts);
        checks = List.copyOf(checks);
    }

    /** Nothing is known: the model was loaded, or made without training. */
    public static History none() {
        return new History(List.of(), List.of(), List.of(), 1, Duration.ZERO);
    }

    /** Mean loss of the last epoch; NaN if there was no step. */
    public double finalLoss() {
        int from = Math.max(0, losses.size() - stepsPerEpoch);
        return losses.subList(from, losses.size()).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    /** The epoch that was kept, from 1; 0 if there was none. */
    public int keptEpoch() {
        if (checks.isEmpty()) {
            return losses.size() / stepsPerEpoch;
        }
        int best = 0;
        for (int i = 1; i < checks.size(); i++) {
            best = checks.get(i) > checks.get(best) ? i : best;
        }
        return best + 1;
    }
}
