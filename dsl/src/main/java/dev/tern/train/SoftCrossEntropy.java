package dev.tern.train;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Operation;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;

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
public final class SoftCrossEntropy extends Operation {
    private static final Kind<SoftCrossEntropy> KIND = new Kind<>(SoftCrossEntropy::new);

    private Tensor student = Tensor.NONE;
    private double[] slopes = {};
    private double[] logP = {};
    private double[] logQ = {};

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
        SoftCrossEntropy operation = tape.take(KIND);
        operation.student = student;
        double loss = operation.loss(teacher, temperature, soft, entropy);
        operation.y = tape.allocate(1, 1);
        operation.y.data().put(0, (float) loss);
        return tape.record(operation);
    }

    private double loss(Tensor teacher, float temperature, double soft, double entropy) {
        int classes = student.columns();
        reserve(student.size(), classes);
        double loss = 0;
        for (int row = 0; row < student.rows(); row++) {
            int at = row * classes;
            logSoftmax(teacher, row, temperature, logP);
            logSoftmax(student, row, temperature, logQ);
            for (int k = 0; k < classes; k++) {
                double p = Math.exp(logP[k]);
                // p log p is 0 at p = 0, where log p is minus infinity.
                if (p != 0) {
                    loss += p * (entropy * logP[k] - soft * logQ[k]);
                }
                slopes[at + k] = soft / temperature * (Math.exp(logQ[k]) - p);
            }
        }
        return loss;
    }

    private void reserve(int size, int classes) {
        if (slopes.length < size) {
            slopes = new double[size];
        }
        if (logP.length < classes) {
            logP = new double[classes];
            logQ = new double[classes];
        }
    }

    @Override
    protected void backward() {
        if (student.needsGradient()) {
            float upstream = y.gradient().get(0);
            FloatBuffer target = student.gradient();
            for (int i = 0; i < student.size(); i++) {
                target.put(i, target.get(i) + (float) (upstream * slopes[i]));
            }
        }
    }

    private static void logSoftmax(Tensor logits, int row, double temperature, double[] result) {
        int classes = logits.columns();
        float scale = logits.rowScale(row);
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            result[k] = logits.data().get(row * classes + k) * scale / temperature;
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
    }
}
