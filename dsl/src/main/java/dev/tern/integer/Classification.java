package dev.tern.integer;

import java.util.List;

/**
 * What a classifier says about one text.
 *
 * @param label the likeliest class, the first of them if several are
 * @param labels all classes
 * @param probabilities softmax of the logits, one a class, summing to 1
 */
public record Classification(String label, List<String> labels, List<Double> probabilities) {

    /** Of a logit a class. */
    public static Classification of(List<String> labels, float[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        int best = 0;
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] > largest) {
                largest = logits[i];
                best = i;
            }
        }
        double sum = 0;
        double[] exp = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            exp[i] = Math.exp(logits[i] - largest);
            sum += exp[i];
        }
        Double[] probabilities = new Double[logits.length];
        for (int i = 0; i < exp.length; i++) {
            probabilities[i] = exp[i] / sum;
        }
        return new Classification(labels.get(best), labels, List.of(probabilities));
    }

    /** The probability of the likeliest class. */
    public double probability() {
        return probabilities.get(labels.indexOf(label));
    }
}
