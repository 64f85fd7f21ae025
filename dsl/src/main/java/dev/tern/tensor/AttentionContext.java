package dev.tern.tensor;

import java.nio.FloatBuffer;

/**
 * Probabilities times v for every head of every sequence: Vaswani and others 2017, "Attention Is All You Need", equation
 * 1. Of coded probabilities and v the product is exact (below 2^24) and the result coded.
 */
public final class AttentionContext {
    private AttentionContext() {}

    /**
     * @param probabilities batch * heads * time x time, as {@link AttentionScores} returns them
     * @param v batch * time x width
     * @return batch * time x width, heads side by side
     */
    public static Tensor apply(Tape tape, Tensor probabilities, Tensor v, Sequences sequences, int heads) {
        int d = Heads.width("AttentionContext", v, sequences, heads);
        int time = sequences.time();
        int width = v.columns();
        int matrices = sequences.batch() * heads;
        if (probabilities.rows() != matrices * time || probabilities.columns() != time) {
            throw new IllegalArgumentException("AttentionContext needs probabilities of " + matrices * time + " x "
                    + time + ", not " + probabilities.rows() + " x " + probabilities.columns() + ".");
        }
        boolean coded = probabilities.isCoded() && v.isCoded();
        float scale = probabilities.scale() * v.scale();
        Tensor y = coded
                ? tape.codedResult(v.rows(), width, scale, probabilities, v)
                : tape.result(v.rows(), width, probabilities, v);
        Threads.parallel(matrices, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int at = i / heads * time * width + i % heads * d;
                float[] packed = Heads.pack(v.data(), at, width, time, d);
                float[] left = Heads.load(Heads.LEFT, probabilities.data(), i * time * time, time, time, time);
                float[] sums = Heads.multiply(time, d, time, left, packed);
                Heads.store(sums, time, d, coded ? 1 : scale, y.data(), false, at, width);
            }
        });
        if (y.needsGradient()) {
            tape.record(() -> {
                if (y.hasGradient()) {
                    backward(probabilities, v, time, heads, y);
                }
            });
        }
        return y;
    }

    /** dp = dy v^T; dv = p^T dy. */
    private static void backward(Tensor p, Tensor v, int time, int heads, Tensor y) {
        int width = v.columns();
        int d = width / heads;
        boolean forP = p.needsGradient();
        boolean forV = v.needsGradient();
        boolean startedP = forP && p.startGradient();
        boolean startedV = forV && v.startGradient();
        FloatBuffer up = y.gradientMemory();
        FloatBuffer dp = forP ? p.gradientMemory() : up;
        FloatBuffer dv = forV ? v.gradientMemory() : up;
        Threads.parallel(p.rows() / time, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int at = i / heads * time * width + i % heads * d;
                if (forP) {
                    float[] packed = Heads.packTransposed(v.data(), at, width, time, d);
                    float[] dy = Heads.load(Heads.LEFT, up, at, width, time, d);
                    float[] sums = Heads.multiply(time, time, d, dy, packed);
                    Heads.store(sums, time, time, v.scale(), dp, startedP, i * time * time, time);
                }
                if (forV) {
                    float[] packed = Heads.pack(up, at, width, time, d);
                    float[] left = Heads.load(Heads.LEFT, p.data(), i * time * time, time, time, time);
                    float[] sums = Heads.multiplyTransposed(time, d, time, left, packed);
                    Heads.store(sums, time, d, p.scale(), dv, startedV, at, width);
                }
            }
        });
    }
}
