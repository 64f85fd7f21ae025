package dev.tern.train;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;

/**
 * Cross-entropy of a student's logits z against a teacher's distribution: Hinton, Vinyals, Dean, "Distilling the
 * Knowledge in a Neural Network", 2015 (section 2), as TernaryBERT (Zhang et al., EMNLP 2020, eq. 9) uses it. With
 * p = softmax(z_teacher / T), q = softmax(z_student / T), B rows and K classes:
 *
 * <pre>
 *   L = -factor * sum over rows and classes of p log q,    dL/dz = factor / T * (q - p)
 * </pre>
 *
 * <p>TernaryBERT's released code takes the mean over all elements, factor 1 / (B K), with T = 1: {@link #apply(Tape,
 * Tensor, Tensor)}. The mean over the batch is K times that: {@link #batchMean}. Hinton's divergence adds T^2, which
 * keeps the size of its gradient, and takes the teacher's entropy off: {@link #hinton}.
 */
public final class SoftCrossEntropy {
    private SoftCrossEntropy() {}

    /** The mean over all elements at temperature 1, [1, 1]. */
    public static Tensor apply(Tape tape, Tensor student, Tensor teacher) {
        return elementMean(tape, student, teacher, 1);
    }

    /** The mean over all elements, [1, 1]. */
    public static Tensor elementMean(Tape tape, Tensor student, Tensor teacher, float temperature) {
        return apply(tape, student, teacher, temperature, 1.0 / student.size(), 0);
    }

    /** The mean over the batch, [1, 1]. */
    public static Tensor batchMean(Tape tape, Tensor student, Tensor teacher, float temperature) {
        return apply(tape, student, teacher, temperature, 1.0 / student.rows(), 0);
    }

    /** T^2 times the mean over the batch of KL(p || q), [1, 1]. */
    public static Tensor hinton(Tape tape, Tensor student, Tensor teacher, float temperature) {
        double factor = (double) temperature * temperature / student.rows();
        return apply(tape, student, teacher, temperature, factor, factor);
    }

    /** -soft * sum(p log q) + entropy * sum(p log p). Logits are few, so one plain loop in double does. */
    private static Tensor apply(
            Tape tape, Tensor student, Tensor teacher, float temperature, double soft, double entropy) {
        if (student.rows() != teacher.rows() || student.columns() != teacher.columns()) {
            throw new IllegalArgumentException("The student's logits are " + student + ", the teacher's " + teacher
                    + ": both need the same rows and classes.");
        }
        int classes = student.columns();
        float[] z = student.toFloats();
        float[] t = teacher.toFloats();
        double[] gradient = new double[z.length];
        double loss = 0;
        for (int row = 0; row < student.rows(); row++) {
            int at = row * classes;
            double[] logP = logSoftmax(t, at, classes, temperature);
            double[] logQ = logSoftmax(z, at, classes, temperature);
            for (int k = 0; k < classes; k++) {
                double p = Math.exp(logP[k]);
                // p log p is 0 at p = 0, where log p is minus infinity.
                if (p != 0) {
                    loss += p * (entropy * logP[k] - soft * logQ[k]);
                }
                gradient[at + k] = soft / temperature * (Math.exp(logQ[k]) - p);
            }
        }
        Tensor output = tape.allocate(1, 1);
        output.data().put(0, (float) loss);
        if (student.needsGradient()) {
            tape.record(() -> {
                float upstream = output.gradient().get(0);
                var target = student.gradient();
                for (int i = 0; i < gradient.length; i++) {
                    target.put(i, target.get(i) + (float) (upstream * gradient[i]));
                }
            });
        }
        return output;
    }

    private static double[] logSoftmax(float[] logits, int at, int classes, double temperature) {
        double[] result = new double[classes];
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            result[k] = logits[at + k] / temperature;
            largest = Math.max(largest, result[k]);
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += Math.exp(result[k] - largest);
        }
        double logSum = largest + Math.log(sum);
        for (int k = 0; k < classes; k++) {
            result[k] -= logSum;
        }
        return result;
    }
}
