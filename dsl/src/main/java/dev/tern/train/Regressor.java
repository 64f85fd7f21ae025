package dev.tern.train;

import dev.tern.quant.Learned;
import dev.tern.tensor.AdamW;
import dev.tern.tensor.Linear;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * The learned linear map from a student's hidden state to its teacher's width, r(h) = h W^T + b: Romero et al.,
 * "FitNets: Hints for Thin Deep Nets", ICLR 2015 (section 2.2). It is trained along with the student and belongs to no
 * network, so nothing of it is stored.
 *
 * <p>Between equal widths it starts as the identity, so that a student that equals its teacher starts at loss 0;
 * otherwise uniformly in +-sqrt(6 / (in + out)) (Glorot and Bengio, AISTATS 2010, eq. 16).
 */
final class Regressor {
    private final Tensor matrix;
    private final Tensor bias;

    Regressor(Tensor matrix, Tensor bias) {
        this.matrix = matrix.requireGradient();
        this.bias = bias.requireGradient();
    }

    static Regressor between(int in, int out, long seed) {
        float[] values = new float[in * out];
        if (in == out) {
            for (int i = 0; i < in; i++) {
                values[i * in + i] = 1;
            }
        } else {
            Random random = new Random(seed);
            double bound = Math.sqrt(6.0 / (in + out));
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
        }
        return new Regressor(Tensor.of(values, out, in), Tensor.zeros(1, out));
    }

    /** From [rows, in] to [rows, out]. */
    Tensor apply(Tape tape, Tensor hidden) {
        return Linear.apply(tape, hidden, matrix, bias);
    }

    /** The matrix decays as the student's do; the bias does not. */
    List<Learned> learned() {
        return List.of(
                new Learned(matrix, OptionalDouble.empty(), AdamW.Settings.BERT.weightDecay()), Learned.with(bias));
    }
}
