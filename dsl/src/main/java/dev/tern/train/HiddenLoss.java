package dev.tern.train;

import dev.tern.tensor.SquaredError;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;

/**
 * How far a student's hidden states are from its teacher's: Zhang et al., TernaryBERT, EMNLP 2020 (eq. 8, first term).
 * Over the embedding output and the output of every layer, l = 0 to L:
 *
 * <pre>
 *   L = sum over l of MSE(H_student^l, H_teacher^l),    MSE = mean over all elements
 * </pre>
 */
public final class HiddenLoss {
    private HiddenLoss() {}

    /**
     * The loss, [1, 1].
     *
     * @param student hidden states [batch * time, width]
     * @param teacher as many of the same shapes; they get no gradient
     */
    public static Tensor apply(Tape tape, List<Tensor> student, List<Tensor> teacher) {
        return SquaredError.apply(tape, student, teacher, Float.NEGATIVE_INFINITY);
    }
}
