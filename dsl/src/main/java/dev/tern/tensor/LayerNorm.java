package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Each row to mean 0 and variance 1, then y = gamma normal + beta: Ba, Kiros and Hinton 2016, "Layer Normalization",
 * equation 4, variance biased.
 */
public final class LayerNorm {
    private static final int D_GAMMA = 11;
    private static final int D_BETA = 12;

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
        Tensor y = tape.result(x.rows(), width, x, gamma, beta);
        Tensor moments = tape.constant(x.rows(), 2);
        float[] scales = Rows.vector(Scratch.VECTOR, gamma);
        float[] shifts = Rows.vector(Scratch.VECTOR + 1, beta);
        Threads.parallel(x.rows(), 1 + 16384 / width, (from, to) -> {
            float[] in = Scratch.floats(0, width);
            float[] out = Scratch.floats(1, width);
            float[] pair = Scratch.floats(2, 2);
            for (int i = from; i < to; i++) {
                Rows.load(x, i * width, in, width);
                RowKernels.BEST.layerNorm(in, scales, shifts, epsilon, out, width, pair);
                y.data().put(i * width, out, 0, width);
                moments.data().put(i * 2, pair, 0, 2);
            }
        });
        if (y.needsGradient()) {
            tape.record(() -> {
                if (y.hasGradient()) {
                    backward(x, gamma, beta, moments, y);
                }
            });
        }
        return y;
    }

    private static void backward(Tensor x, Tensor gamma, Tensor beta, Tensor moments, Tensor y) {
        int width = x.columns();
        int padded = RowKernels.padded(width);
        boolean wanted = x.needsGradient();
        boolean started = wanted && x.startGradient();
        FloatBuffer up = y.gradientMemory();
        // Taken here, because a tape lends memory to one thread only.
        FloatBuffer down = wanted ? x.gradientMemory() : up;
        float[] scales = Rows.vector(Scratch.VECTOR, gamma);
        // The first half of the sums is for gamma, the second for beta.
        float[] sums = ColumnSums.of(x.rows(), 2 * padded, (from, to, both) -> {
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
                RowKernels.BEST.layerNormGradient(
                        in,
                        moments.data().get(2 * i),
                        moments.data().get(2 * i + 1),
                        scales,
                        dy,
                        dx,
                        dGamma,
                        dBeta,
                        width);
                if (wanted) {
                    Rows.give(down, started, i * width, dx, width);
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
