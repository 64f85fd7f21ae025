package dev.tern.tensor;

import java.nio.FloatBuffer;

/** -log softmax(logits)[label], the mean over rows; in double, since logits are few. */
public final class CrossEntropy extends Operation {
    private static final Kind<CrossEntropy> KIND = new Kind<>(CrossEntropy::new);

    private Tensor logits = Tensor.NONE;
    /** d loss / d logits. */
    private FloatBuffer slopes = Tensor.NONE.data();

    private CrossEntropy() {}

    /**
     * @param logits n x classes
     * @param labels one class a row, from 0
     * @return 1 x 1
     */
    public static Tensor hard(Tape tape, Tensor logits, int[] labels) {
        int n = logits.rows();
        int classes = logits.columns();
        if (labels.length != n) {
            throw new IllegalArgumentException(n + " rows of logits need as many labels, not " + labels.length + ".");
        }
        for (int label : labels) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("A label among " + classes + " classes lies from 0 to "
                        + (classes - 1) + ", not at " + label + ".");
            }
        }
        CrossEntropy entropy = tape.take(KIND);
        entropy.logits = logits;
        float[] values = Scratch.floats(0, logits.size());
        Rows.load(logits, 0, values, logits.size());
        FloatBuffer slopes = tape.floats(logits.size());
        entropy.slopes = slopes;
        double loss = 0;
        for (int i = 0; i < n; i++) {
            loss += row(values, i * classes, classes, labels[i], n, slopes);
        }
        entropy.y = tape.result(1, 1, logits);
        entropy.y.data().put(0, (float) (loss / n));
        return tape.record(entropy);
    }

    @Override
    protected void backward() {
        float up = y.gradientMemory().get(0);
        FloatBuffer gradient = logits.gradient();
        for (int i = 0; i < logits.size(); i++) {
            gradient.put(i, gradient.get(i) + up * slopes.get(i));
        }
    }

    /** One row's loss; writes d (mean loss) / d logits. */
    private static double row(float[] values, int at, int classes, int label, int n, FloatBuffer slopes) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < classes; j++) {
            max = Math.max(max, values[at + j]);
        }
        double sum = 0;
        for (int j = 0; j < classes; j++) {
            sum += Math.exp(values[at + j] - max);
        }
        for (int j = 0; j < classes; j++) {
            double probability = Math.exp(values[at + j] - max) / sum;
            slopes.put(at + j, (float) ((probability - (j == label ? 1 : 0)) / n));
        }
        return Math.log(sum) + max - values[at + label];
    }
}
