package dev.tern.report;

import dev.tern.train.Evaluation;
import dev.tern.view.Card;
import java.util.Arrays;
import java.util.Locale;

/**
 * How far two models say the same.
 *
 * @param other the model compared with
 * @param rows number of rows
 * @param samePrediction rows of which both predict the same class
 * @param sameLogits rows whose logits are equal, bit for bit
 * @param largestDifference largest absolute difference of two logits
 */
public record Agreement(String other, int rows, int samePrediction, int sameLogits, double largestDifference) {

    /** Compares what two models said of the same rows; {@code other} is the label of the second. */
    public static Agreement of(Evaluation a, Evaluation b, String other) {
        int predictions = 0;
        int logits = 0;
        double largest = 0;
        for (int i = 0; i < a.logits().length; i++) {
            predictions += a.predicted(i) == b.predicted(i) ? 1 : 0;
            logits += Arrays.equals(a.logits()[i], b.logits()[i]) ? 1 : 0;
            for (int c = 0; c < a.logits()[i].length; c++) {
                largest = Math.max(largest, Math.abs((double) a.logits()[i][c] - b.logits()[i][c]));
            }
        }
        return new Agreement(other, a.logits().length, predictions, logits, largest);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "agrees with %s on %d of %d rows; logits equal bit for bit on %d, largest difference %.3g",
                other,
                samePrediction,
                rows,
                sameLogits,
                largestDifference);
    }

    /** The comparison as a card. */
    public String toHtml() {
        return Card.titled("Agreement")
                .note("with " + other)
                .row("same prediction", samePrediction + " of " + rows + " rows")
                .row("same logits, bit for bit", sameLogits + " of " + rows + " rows")
                .row("largest difference of a logit", String.format(Locale.ROOT, "%.3g", largestDifference))
                .toHtml();
    }
}
