package dev.tern.train;

import dev.tern.view.ProgressView;

/**
 * How far a long piece of work is.
 *
 * @param id the same for all reports of one piece of work
 * @param title what is being done, such as "epoch 2 of 3"
 * @param done units finished, 0 to {@code total}
 * @param total units in all, at least 1
 * @param message what to show beside the bar, such as "loss 0.231"
 * @param secondsLeft estimate of the seconds left, NaN while unknown
 */
public record Progress(String id, String title, long done, long total, String message, double secondsLeft) {

    /** Where reports go. */
    @FunctionalInterface
    public interface Sink {
        /** Shows one report; called at most about five times a second. */
        void show(Progress progress);
    }

    private static volatile Sink sink = new ConsoleProgress();

    /** Sends all further reports to a sink: a notebook's display instead of the terminal. */
    public static void to(Sink next) {
        sink = next;
    }

    /** Shows this report. */
    public void report() {
        sink.show(this);
    }

    /** How a report looks. */
    public ProgressView view() {
        return new ProgressView(title, done, total, message, secondsLeft);
    }

    /** Whether the work is over. */
    public boolean isDone() {
        return done >= total;
    }
}
