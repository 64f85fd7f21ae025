package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * {@link LayerNorm} of the sum of a branch and what it branched off from (Vaswani and others 2017, section 3.1), bit for
 * bit what {@link Add} and then that give. The sum is never written: backward adds up each row again.
 */
public final class ResidualNorm extends Operation {
    private static final Kind<ResidualNorm> KIND = new Kind<>(ResidualNorm::new);
    private static final int OTHER = 10;
    private static final int D_GAMMA = 11;
    private static final int D_BETA = 12;

    private final Threads.Part forward = this::forward;
    private final ColumnSums sums = new ColumnSums(this::backward);
    private Tensor branch = Tensor.NONE;
    private Tensor x = Tensor.NONE;
    private Tensor gamma = Tensor.NONE;
    private Tensor beta = Tensor.NONE;
    private Tensor moments = Tensor.NONE;
    private int width;
    private float epsilon;
    private float[] scales = {};
    private float[] shifts = {};
    private boolean startedBranch;
    private boolean startedX;

    private ResidualNorm() {}

    /**
     * @param branch n x width
     * @param x n x width
     * @param gamma 1 x width
     * @param beta 1 x width
     * @param epsilon added to the variance
     * @return n x width
     */
    public static Tensor apply(Tape tape, Tensor branch, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
        Rows.requireSameShape("ResidualNorm", branch, x);
        int width = x.columns();
        Rows.requireRowVector("ResidualNorm", "gamma", gamma, width);
        Rows.requireRowVector("ResidualNorm", "beta", beta, width);
        ResidualNorm norm = tape.take(KIND);
        norm.branch = branch;
        norm.x = x;
        norm.gamma = gamma;
        norm.beta = beta;
        norm.width = width;
        norm.epsilon = epsilon;
        norm.moments = tape.constant(x.rows(), 2);
        norm.y = tape.result(x.rows(), width, branch.needsGradient() ? branch : x, gamma, beta);
        norm.scales = Rows.vector(Scratch.VECTOR, gamma);
        norm.shifts = Rows.vector(Scratch.VECTOR + 1, beta);
        Threads.parallel(x.rows(), 1 + 16384 / width, norm.forward);
        return tape.record(norm);
    }

    private void load(int row, float[] sum) {
        float[] other = Scratch.floats(OTHER, width);
        Rows.load(branch, row * width, other, width);
        Rows.load(x, row * width, sum, width);
        RowKernels.BEST.addScaled(1, other, sum, width);
    }

    private void forward(int from, int to) {
        float[] in = Scratch.floats(0, width);
        float[] out = Scratch.floats(1, width);
        float[] pair = Scratch.floats(2, 2);
        for (int i = from; i < to; i++) {
            load(i, in);
            RowKernels.BEST.layerNorm(in, scales, shifts, epsilon, out, width, pair);
            y.data().put(i * width, out, 0, width);
            moments.data().put(i * 2, pair, 0, 2);
        }
    }

    @Override
    protected void backward() {
        int padded = RowKernels.padded(width);
        startedBranch = branch.needsGradient() && branch.startGradient();
        startedX = x.needsGradient() && x.startGradient();
        // Taken here, because a tape lends memory to one thread only.
        if (branch.needsGradient()) {
            branch.gradientMemory();
        }
        if (x.needsGradient()) {
            x.gradientMemory();
        }
        scales = Rows.vector(Scratch.VECTOR, gamma);
        // The first half of the sums is for gamma, the second for beta.
        float[] both = sums.of(x.rows(), 2 * padded);
        if (gamma.needsGradient()) {
            ColumnSums.give(gamma, both, 0);
        }
        if (beta.needsGradient()) {
            ColumnSums.give(beta, both, padded);
        }
    }

    private void backward(int from, int to, float[] both) {
        int padded = RowKernels.padded(width);
        FloatBuffer up = y.gradientMemory();
        FloatBuffer pairs = moments.data();
        float[] in = Scratch.floats(0, width);
        float[] dy = Scratch.floats(1, width);
        float[] down = Scratch.floats(2, width);
        float[] dGamma = Scratch.floats(D_GAMMA, width);
        float[] dBeta = Scratch.floats(D_BETA, width);
        Arrays.fill(dGamma, 0, padded, 0);
        Arrays.fill(dBeta, 0, padded, 0);
        for (int i = from; i < to; i++) {
            load(i, in);
            up.get(i * width, dy, 0, width);
            float mean = pairs.get(2 * i);
            float reciprocal = pairs.get(2 * i + 1);
            RowKernels.BEST.layerNormGradient(in, mean, reciprocal, scales, dy, down, dGamma, dBeta, width);
            if (branch.needsGradient()) {
                Rows.give(branch.gradientMemory(), startedBranch, i * width, down, width);
            }
            if (x.needsGradient()) {
                Rows.give(x.gradientMemory(), startedX, i * width, down, width);
            }
        }
        System.arraycopy(dGamma, 0, both, 0, padded);
        System.arraycopy(dBeta, 0, both, padded, padded);
    }
}
