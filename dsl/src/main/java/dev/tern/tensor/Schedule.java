package dev.tern.tensor;

/**
 * The learning rate over a training run: from 0 up to {@code peak} over the warm-up, then down to 0 at the end, both
 * along straight lines (Devlin and others 2019, BERT).
 *
 * @param peak the highest rate
 * @param warmUp steps until the peak, 0 for none
 * @param total steps of the whole run
 */
public record Schedule(double peak, long warmUp, long total) {
    public Schedule {
        if (!(peak > 0) || warmUp < 0 || total < 1 || warmUp > total) {
            throw new IllegalArgumentException("A schedule needs a peak > 0 and 0 <= warm-up <= total, not peak " + peak
                    + ", warm-up " + warmUp + ", total " + total + ".");
        }
    }

    /** The rate of step {@code step}, counted from 0. */
    public double at(long step) {
        if (step < warmUp) {
            return peak * (step + 1) / (warmUp + 1);
        }
        return peak * Math.max(0, total - step) / Math.max(1, total - warmUp);
    }
}
