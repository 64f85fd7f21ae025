package dev.tern.train;

import org.jspecify.annotations.Nullable;

/**
 * A stage of a training: an imitation, and how long and fast it is learned; what is not told is the recipe's. Every stage
 * starts its optimizer, warm-up and decay anew. Prints as the code that makes it.
 *
 * <p>BinaryBERT (Bai et al., ACL 2021, section 3.2) has two, {@code imitate(hidden.and(attention).rateTimes(2.5), logits)}.
 */
public final class Stage implements Lesson {
    private final Imitation imitation;
    private final @Nullable Integer epochs;
    private final @Nullable Double learningRate;
    private final double factor;

    private Stage(Imitation imitation, @Nullable Integer epochs, @Nullable Double learningRate, double factor) {
        this.imitation = imitation;
        this.epochs = epochs;
        this.learningRate = learningRate;
        this.factor = factor;
    }

    static Stage of(Imitation imitation) {
        return new Stage(imitation, null, null, 1);
    }

    /** Passes over the training rows. */
    public Stage epochs(int n) {
        if (n < 1) {
            throw new IllegalArgumentException(
                    imitation + ".epochs(" + n + "): at least one pass over the data is needed.");
        }
        return new Stage(imitation, n, learningRate, factor);
    }

    /** Peak learning rate. */
    public Stage learningRate(double rate) {
        requirePositive("learningRate", rate, "5e-5");
        return new Stage(imitation, epochs, rate, 1);
    }

    /** Peak learning rate, as a multiple of the recipe's. */
    public Stage rateTimes(double multiple) {
        requirePositive("rateTimes", multiple, "2.5");
        return new Stage(imitation, epochs, null, multiple);
    }

    private void requirePositive(String word, double value, String example) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(imitation + "." + word + "(" + value
                    + "): a positive number is needed, such as " + word + "(" + example + ").");
        }
    }

    @Override
    public Stage stage() {
        return this;
    }

    /** What is imitated. */
    public Imitation imitation() {
        return imitation;
    }

    /** Its passes over the training rows, within a recipe's plan. */
    int epochs(Plan plan) {
        return epochs == null ? plan.epochs() : epochs;
    }

    /** Its peak learning rate, within a recipe's plan. */
    double learningRate(Plan plan) {
        return learningRate == null ? factor * plan.learningRate() : learningRate;
    }

    /** How long and fast it is learned within a recipe's plan, such as "2 epochs, learning rate 5.0E-5". */
    public String describe(Plan plan) {
        int n = epochs(plan);
        return n + (n == 1 ? " epoch" : " epochs") + ", learning rate " + learningRate(plan);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Stage that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return imitation
                + (epochs == null ? "" : ".epochs(" + epochs + ")")
                + (learningRate == null ? "" : ".learningRate(" + learningRate + ")")
                + (factor == 1 ? "" : ".rateTimes(" + Weight.number(factor) + ")");
    }
}
