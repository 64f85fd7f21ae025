package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * {@link LayerNorm} of the sum of a branch and what it branched off from (Vaswani and others 2017, section 3.1), bit for
 * bit what {@link Add} and then that give. The sum is never written: backward adds up each row again.
 */
public final class ResidualNorm {
    private static final int OTHER = 10;

    private final Tensor branch;
    private final Tensor x;
    private final Tensor gamma;
    private final Tensor beta;
    private final Tensor moments;
    private final int width;

    private ResidualNorm(Tape tape, Tensor branch, Tensor x, Tensor gamma, Tensor beta) {
        Rows.requireSameShape("ResidualNorm", branch, x);
        width = x.columns();
        Rows.requireRowVector("ResidualNorm", "gamma", gamma, width);
        Rows.requireRowVector("ResidualNorm", "beta", beta, width);
        this.branch = branch;
        this.x = x;
        this.gamma = gamma;
        this.beta = beta;
        moments = tape.constant(x.rows(), 2);
    }

    /**
     * @param branch n x width
     * @param x n x width
     * @param gamma 1 x width
     * @param beta 1 x width
     * @param epsilon added to the variance
     * @return n x width
     */
    public static Tensor apply(Tape tape, Tensor branch, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
        ResidualNorm norm = new ResidualNorm(tape, branch, x, gamma, beta);
        Tensor y = tape.result(x.rows(), x.columns(), branch, x, gamma, beta);
        norm.forward(y, epsilon);
        if (y.needsGradient()) {
            tape.record(() -> {
                if (y.hasGradient()) {
                    norm.backward(y);
                }
            });
        }
        return y;
    }

    private void load(int row, float[] sum) {
        float[] other = Scratch.floats(OTHER, width);
        Rows.load(branch, row * width, other, width);
        Rows.load(x, row * width, sum, width);
        RowKernels.BEST.addScaled(1, other, sum, width);
    }

    private void forward(Tensor y, float epsilon) {
        float[] scales = Rows.vector(Scratch.VECTOR, gamma);
        float[] shifts = Rows.vector(Scratch.VECTOR + 1, beta);
        Threads.parallel(x.rows(), 1 + 16384 / width, (from, to) -> {
            float[] in = Scratch.floats(0, width);
            float[] out = Scratch.floats(1, width);
            float[] pair = Scratch.floats(2, 2);
            for (int i = from; i < to; i++) {
                load(i, in);
                RowKernels.BEST.layerNorm(in, scales, shifts, epsilon, out, width, pair);
                y.data().put(i * width, out, 0, width);
                moments.data().put(i * 2, pair, 0, 2);
            }
        });
    }

    private void backward(Tensor y) {
        int padded = RowKernels.padded(width);
        boolean forBranch = branch.needsGradient();
        boolean forX = x.needsGradient();
        boolean startedBranch = forBranch && branch.startGradient();
        boolean startedX = forX && x.startGradient();
        FloatBuffer up = y.gradientMemory();
        FloatBuffer dBranch = forBranch ? branch.gradientMemory() : up;
        FloatBuffer dX = forX ? x.gradientMemory() : up;
        float[] scales = Rows.vector(Scratch.VECTOR, gamma);
        // The first half of the sums is for gamma, the second for beta.
        float[] sums = ColumnSums.of(x.rows(), 2 * padded, (from, to, both) -> {
            float[] in = Scratch.floats(0, width);
            float[] dy = Scratch.floats(1, width);
            float[] down = Scratch.floats(2, width);
            float[] dGamma = Scratch.floats(11, width);
            float[] dBeta = Scratch.floats(12, width);
            Arrays.fill(dGamma, 0, padded, 0);
            Arrays.fill(dBeta, 0, padded, 0);
            for (int i = from; i < to; i++) {
                load(i, in);
                up.get(i * width, dy, 0, width);
                float mean = moments.data().get(2 * i);
                float reciprocal = moments.data().get(2 * i + 1);
                RowKernels.BEST.layerNormGradient(in, mean, reciprocal, scales, dy, down, dGamma, dBeta, width);
                if (forBranch) {
                    Rows.give(dBranch, startedBranch, i * width, down, width);
                }
                if (forX) {
                    Rows.give(dX, startedX, i * width, down, width);
                }
            }
            System.arraycopy(dGamma, 0, both, 0, padded);
            System.arraycopy(dBeta, 0, both, padded, padded);
        });
        if (gamma.needsGradient()) {
            ColumnSums.give(gamma, sums, 0);
        }
        if (beta.needsGradient()) {
            ColumnSums.give(beta, sums, padded);
        }
    }
}
