package dev.tern.train;

import java.time.Duration;
import java.util.List;

/**
 * What happened while training.
 *
 * @param losses loss of every step
 * @param parts what each kind of loss added to them, weight included, stage by stage
 * @param checks accuracy after every epoch on the rows that choose the best, 0 to 1; empty if the last epoch was kept
 * @param positions what was computed for the texts, token by token
 * @param stepsPerEpoch steps of one pass over the data
 * @param time from the first step to the last
 */
public record History(
        List<Double> losses,
        List<Part> parts,
        List<Double> checks,
        Positions positions,
        int stepsPerEpoch,
        Duration time) {

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

    /**
     * Positions of sequences in all steps together; batches are made of texts of like length, so that few are padding.
     *
     * @param tokens that were no padding
     * @param computed with the padding to the longest text of each batch
     * @param longest how many there would be, were every text padded to the longest of all
     */
    public record Positions(long tokens, long computed, long longest) {
        /** Of feature vectors. */
        static final Positions NONE = new Positions(0, 0, 0);

        Positions plus(Positions others) {
            return new Positions(tokens + others.tokens, computed + others.computed, longest + others.longest);
        }

        /** Share of the computed positions that are padding, 0 to 1. */
        public double padding() {
            return computed == 0 ? 0 : 1 - (double) tokens / computed;
        }

        /** Share of the positions that need not be computed because batches are of like length, 0 to 1. */
        public double saved() {
            return longest == 0 ? 0 : 1 - (double) computed / longest;
        }
    }

    public History {
        losses = List.copyOf(losses);
        parts = List.copyOf(parts);
        checks = List.copyOf(checks);
    }

    /** Nothing is known: the model was loaded, or made without training. */
    public static History none() {
        return new History(List.of(), List.of(), List.of(), Positions.NONE, 1, Duration.ZERO);
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
