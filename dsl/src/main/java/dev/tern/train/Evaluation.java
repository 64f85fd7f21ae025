package dev.tern.train;

import dev.tern.nn.Network;
import dev.tern.tensor.Tape;
import java.nio.FloatBuffer;

/**
 * What a model says about every row of a split.
 *
 * @param logits [rows][classes], in the split's order
 * @param seconds wall time of all forward passes
 */
public record Evaluation(float[][] logits, double seconds) {
    private static final int BATCH = 32;

    /** Runs every row through a network, in batches of rows of like length. */
    public static Evaluation of(Network network, Examples examples) {
        float[][] logits = new float[examples.size()][network.classes()];
        long start = System.nanoTime();
        try (Tape tape = Tape.forInference()) {
            for (int[] rows : examples.byLength(BATCH)) {
                if (Thread.interrupted()) {
                    throw new java.util.concurrent.CancellationException("The evaluation was interrupted.");
                }
                FloatBuffer values =
                        network.forward(tape, examples.batch(rows), 0).logits().data();
                for (int i = 0; i < rows.length; i++) {
                    values.get(i * network.classes(), logits[rows[i]]);
                }
                tape.reset();
            }
        }
        return new Evaluation(logits, (System.nanoTime() - start) * 1e-9);
    }

    /** The class with the largest logit; the first of equals. */
    public int predicted(int row) {
        int best = 0;
        for (int c = 1; c < logits[row].length; c++) {
            if (logits[row][c] > logits[row][best]) {
                best = c;
            }
        }
        return best;
    }

    /** Share of rows whose predicted class is their label, 0 to 1. */
    public double accuracy(Examples examples) {
        int right = 0;
        for (int i = 0; i < logits.length; i++) {
            right += predicted(i) == examples.label(i) ? 1 : 0;
        }
        return (double) right / logits.length;
    }

    /** Share of rows of which both say the same class, 0 to 1. */
    public double agreement(Evaluation other) {
        int same = 0;
        for (int i = 0; i < logits.length; i++) {
            same += predicted(i) == other.predicted(i) ? 1 : 0;
        }
        return (double) same / logits.length;
    }
}
