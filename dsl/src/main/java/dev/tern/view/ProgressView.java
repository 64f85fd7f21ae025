package dev.tern.view;

import java.util.Locale;

/**
 * One moment of a long task, as a bar and a line of words.
 *
 * @param phase where in the task, such as "epoch 2 of 3"; may be empty
 * @param done units finished, from 0
 * @param total units in all; 0 or less when not known, and the bar then only says that work goes on
 * @param message what to tell, such as "step 412 of 588 · loss 0.231"; may be empty
 * @param secondsLeft an estimate; negative or NaN when not known
 */
public record ProgressView(String phase, long done, long total, String message, double secondsLeft) {

    private static final int TEXT_CELLS = 24;

    /** A {@code <progress>} element with the words beside it. */
    public String toHtml() {
        String value = total <= 0 ? "" : " value=\"" + within() + "\" max=\"" + total + "\"";
        return "<div style=\"white-space:nowrap\"><progress" + value
                + " style=\"width:300px;vertical-align:middle\"></progress> <span>" + Html.escape(words())
                + "</span></div>";
    }

    /** The same for a terminal, in one line. */
    @Override
    public String toString() {
        if (total <= 0) {
            return words();
        }
        return TextGrid.bar((double) within() / total, TEXT_CELLS)
                + String.format(Locale.ROOT, " %3d %% ", 100 * within() / total)
                + words();
    }

    private long within() {
        return Math.max(0, Math.min(done, total));
    }

    /** What stands beside the bar. */
    public String words() {
        StringBuilder out = new StringBuilder(phase);
        for (String part : new String[] {message, timeLeft()}) {
            if (!part.isEmpty()) {
                out.append(out.length() == 0 ? "" : " · ").append(part);
            }
        }
        return out.toString();
    }

    private String timeLeft() {
        if (!(secondsLeft >= 0) || Double.isInfinite(secondsLeft)) {
            return "";
        }
        long seconds = Math.round(secondsLeft);
        if (seconds < 100) {
            return seconds + " s left";
        }
        long minutes = Math.round(seconds / 60.0);
        return minutes < 100 ? minutes + " min left" : minutes / 60 + " h " + minutes % 60 + " min left";
    }
}
