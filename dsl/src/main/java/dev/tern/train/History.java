package dev.tern.train;

import java.time.Duration;
import java.util.List;

/**
 * What happened while training.
 *
 * @param losses loss of every step
 * @param stepsPerEpoch steps of one pass over the data
 * @param time from the first step to the last
 */
public record History(List<Double> losses, int stepsPerEpoch, Duration time) {

    public History {
        losses = List.copyOf(losses);
    }

    /** Mean loss of the last epoch; NaN if there was no step. */
    public double finalLoss() {
        int from = Math.max(0, losses.size() - stepsPerEpoch);
        return losses.subList(from, losses.size()).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }
}
