package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Each row to mean 0 and variance 1, then y = gamma normal + beta: Ba, Kiros and Hinton 2016, "Layer Normalization",
 * equation 4, variance biased.
 */
public final class LayerNorm extends Operation {
    private static final Kind<LayerNorm> KIND = new Kind<>(LayerNorm::new);
    private static final int D_GAMMA = 11;
    private static final int D_BETA = 12;

    private final Threads.Part forward = this::forward;
    private final ColumnSums sums = new ColumnSums(this::backward);
    private Tensor x = Tensor.NONE;
    private Tensor gamma = Tensor.NONE;
    private Tensor beta = Tensor.NONE;
    private Tensor moments = Tensor.NONE;
    private float epsilon;
    private float[] scales = {};
    private float[] shifts = {};
    private boolean started;

    private LayerNorm() {}

    /**
     * @param x n x width
     * @param gamma 1 x width
     * @param beta 1 x width
     * @param epsilon added to the variance
     */
    public static Tensor apply(Tape tape, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
        int width = x.columns();
        Rows.requireRowVector("LayerNorm", "gamma", gamma, width);
        Rows.requireRowVector("LayerNorm", "beta", beta, width);
        LayerNorm norm = tape.take(KIND);
        norm.x = x;
        norm.gamma = gamma;
        norm.beta = beta;
        norm.epsilon = epsilon;
        norm.y = tape.result(x.rows(), width, x, gamma, beta);
        norm.moments = tape.constant(x.rows(), 2);
        norm.scales = Rows.vector(Scratch.VECTOR, gamma);
        norm.shifts = Rows.vector(Scratch.VECTOR + 1, beta);
        Threads.parallel(x.rows(), 1 + 16384 / width, norm.forward);
        return tape.record(norm);
    }

    private void forward(int from, int to) {
        int width = x.columns();
        float[] in = Scratch.floats(0, width);
        float[] out = Scratch.floats(1, width);
        float[] pair = Scratch.floats(2, 2);
        for (int i = from; i < to; i++) {
            Rows.load(x, i * width, in, width);
            RowKernels.BEST.layerNorm(in, scales, shifts, epsilon, out, width, pair);
            y.data().put(i * width, out, 0, width);
            moments.data().put(i * 2, pair, 0, 2);
        }
    }

    @Override
    protected void backward() {
        int padded = RowKernels.padded(x.columns());
        if (x.needsGradient()) {
            started = x.startGradient();
            // Taken here, because a tape lends memory to one thread only.
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
        int width = x.columns();
        int padded = RowKernels.padded(width);
        boolean wanted = x.needsGradient();
        FloatBuffer up = y.gradientMemory();
        FloatBuffer pairs = moments.data();
        float[] in = Scratch.floats(0, width);
        float[] dy = Scratch.floats(1, width);
        float[] dx = Scratch.floats(2, width);
        float[] dGamma = Scratch.floats(D_GAMMA, width);
        float[] dBeta = Scratch.floats(D_BETA, width);
        Arrays.fill(dGamma, 0, padded, 0);
        Arrays.fill(dBeta, 0, padded, 0);
        for (int i = from; i < to; i++) {
            Rows.load(x, i * width, in, width);
            up.get(i * width, dy, 0, width);
            float mean = pairs.get(2 * i);
            float reciprocal = pairs.get(2 * i + 1);
            RowKernels.BEST.layerNormGradient(in, mean, reciprocal, scales, dy, dx, dGamma, dBeta, width);
            if (wanted) {
                Rows.give(x.gradientMemory(), started, i * width, dx, width);
            }
        }
        System.arraycopy(dGamma, 0, both, 0, padded);
        System.arraycopy(dBeta, 0, both, padded, padded);
    }
}
