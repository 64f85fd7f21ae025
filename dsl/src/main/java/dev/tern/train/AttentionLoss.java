package dev.tern.train;

import dev.tern.tensor.SquaredError;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;

/**
 * How far a student's attention is from its teacher's: Zhang et al., TernaryBERT, EMNLP 2020 (eq. 8, second term). Over
 * the raw scores A of every layer (scaled and masked, before the softmax):
 *
 * <pre>
 *   L = sum over l of MSE(A_student^l, A_teacher^l),    MSE = mean over all elements
 * </pre>
 *
 * <p>A masked score, that is one at or below -100 in either, counts as 0 there and has no gradient; it still counts in
 * the mean. Scores of minus infinity are fine.
 */
public final class AttentionLoss {
    private static final float MASKED = -100;

    private AttentionLoss() {}

    /**
     * The loss, [1, 1].
     *
     * @param student scores [batch * heads * time, time]
     * @param teacher as many of the same shapes; they get no gradient
     */
    public static Tensor apply(Tape tape, List<Tensor> student, List<Tensor> teacher) {
        return SquaredError.apply(tape, student, teacher, MASKED);
    }
}
