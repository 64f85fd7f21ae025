package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * q k^T / sqrt(d) for every head of every sequence, plus -10000 at padded keys: the argument of the softmax in Vaswani
 * and others 2017, "Attention Is All You Need", equation 1. The product of coded q and k is exact (below 2^24) before
 * the one rounding by q.scale k.scale / sqrt(d).
 */
public final class AttentionScores {
    /** What a padded key's score is lowered by; BERT's value. */
    public static final float MASK = -10000;

    private static final int MASKS = 10;

    private AttentionScores() {}

    /**
     * @param q batch * time x width
     * @param k batch * time x width
     * @return batch * heads * time x time, real; row (sequence * heads + head) * time + query
     */
    public static Tensor apply(Tape tape, Tensor q, Tensor k, Sequences sequences, int heads) {
        int d = Heads.width("AttentionScores", q, sequences, heads);
        Rows.requireSameShape("AttentionScores", q, k);
        int time = sequences.time();
        int width = q.columns();
        float factor = factor(q.scale(), k.scale(), d);
        Tensor y = tape.result(sequences.batch() * heads * time, time, q, k);
        Threads.parallel(sequences.batch() * heads, 1, (from, to) -> {
            float[] mask = Scratch.floats(MASKS, time);
            int apart = RowKernels.padded(time);
            for (int i = from; i < to; i++) {
                int at = i / heads * time * width + i % heads * d;
                Arrays.fill(mask, 0, time, 0);
                Arrays.fill(mask, sequences.lengths()[i / heads], time, MASK);
                float[] packed = Heads.packTransposed(k.data(), at, width, time, d);
                float[] left = Heads.load(Heads.LEFT, q.data(), at, width, time, d);
                float[] sums = Heads.multiply(time, time, d, left, packed);
                for (int row = 0; row < time; row++) {
                    RowKernels.BEST.affine(factor, sums, mask, sums, row * apart, time);
                }
                Heads.store(sums, time, time, y.data(), false, i * time * time, time);
            }
        });
        if (y.needsGradient()) {
            tape.record(() -> {
                if (y.hasGradient()) {
                    backward(q, k, time, heads, y);
                }
            });
        }
        return y;
    }

    /** What a product of coded queries and keys is worth as a score. */
    public static float factor(float queryScale, float keyScale, int headWidth) {
        return Scales.scoreFactor(queryScale, keyScale, headWidth);
    }

    /** dq = dy k / sqrt(d); dk = dy^T q / sqrt(d). */
    private static void backward(Tensor q, Tensor k, int time, int heads, Tensor y) {
        int width = q.columns();
        int d = width / heads;
        boolean forQ = q.needsGradient();
        boolean forK = k.needsGradient();
        boolean startedQ = forQ && q.startGradient();
        boolean startedK = forK && k.startGradient();
        FloatBuffer up = y.gradientMemory();
        FloatBuffer dq = forQ ? q.gradientMemory() : up;
        FloatBuffer dk = forK ? k.gradientMemory() : up;
        float qFactor = (float) (k.scale() / Math.sqrt(d));
        float kFactor = (float) (q.scale() / Math.sqrt(d));
        Threads.parallel(y.rows() / time, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int at = i / heads * time * width + i % heads * d;
                float[] dy = Heads.load(Heads.LEFT, up, i * time * time, time, time, time);
                if (forQ) {
                    float[] packed = Heads.pack(k.data(), at, width, time, d);
                    float[] sums = Heads.multiply(time, d, time, dy, packed);
                    Heads.store(sums, time, d, qFactor, dq, startedQ, at, width);
                }
                if (forK) {
                    float[] packed = Heads.pack(q.data(), at, width, time, d);
                    float[] sums = Heads.multiplyTransposed(time, d, time, dy, packed);
                    Heads.store(sums, time, d, kFactor, dk, startedK, at, width);
                }
            }
        });
    }
}
