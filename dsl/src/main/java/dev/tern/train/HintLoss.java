package dev.tern.train;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;

/**
 * How far a student's guided state, mapped to its teacher's width by a regressor r, is from the teacher's hint: Romero et
 * al., "FitNets: Hints for Thin Deep Nets", ICLR 2015 (eq. 3), the mean over B rows (of text: over positions, as
 * {@link HiddenLoss} takes it):
 *
 * <pre>
 *   L = 1/B sum over rows of 1/2 ||hint - r(guided)||^2,    dL/dr = (r(guided) - hint) / B
 * </pre>
 */
public final class HintLoss {
    private HintLoss() {}

    /**
     * The loss, [1, 1].
     *
     * @param guided what the regressor gives, [rows, width]
     * @param hint of the same shape; it gets no gradient
     */
    public static Tensor apply(Tape tape, Tensor guided, Tensor hint) {
        Pairs pair = Pairs.of(tape);
        pair.add(guided, hint);
        Tensor mean = HiddenLoss.apply(tape, pair.students(), pair.teachers());
        return WeightedSum.of(tape).add(guided.columns() / 2f, mean).total(tape);
    }
}
