package dev.tern.train;

import dev.tern.tensor.Precision;

/**
 * How long and how fast to train.
 *
 * @param epochs passes over the training rows, at least 1
 * @param batch rows a step, at least 1
 * @param learningRate AdamW's peak step, reached after the warm-up and falling linearly to 0
 * @param warmUp share of the steps in which the learning rate rises from 0, in [0, 1]
 * @param dropout probability of dropping a unit, in [0, 1)
 * @param seed fixes the order of the rows, dropout and new weights
 * @param precision how products are rounded
 */
public record Plan(
        int epochs, int batch, double learningRate, double warmUp, double dropout, long seed, Precision precision) {
    /** TernaryBERT's warm-up. */
    public static final double WARM_UP = 0.1;

    public Plan {
        require(epochs >= 1, "epochs(" + epochs + "): at least one pass over the data is needed.");
        require(batch >= 1, "batch(" + batch + "): a step needs at least one row.");
        require(
                learningRate > 0 && Double.isFinite(learningRate),
                "learningRate(" + learningRate + "): a positive number is needed, such as 5e-5.");
        require(
                warmUp >= 0 && warmUp <= 1,
                "warmUp(" + warmUp + "): a share of the steps in [0, 1] is needed, such as 0.1.");
        require(dropout >= 0 && dropout < 1, "dropout(" + dropout + "): a probability in [0, 1) is needed.");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
