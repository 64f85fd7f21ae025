package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * q k^T / sqrt(d) for every head of every sequence, plus -10000 at padded keys: the argument of the softmax in Vaswani
 * and others 2017, "Attention Is All You Need", equation 1. The product of coded q and k is exact (below 2^24) before
 * the one rounding by q.scale k.scale / sqrt(d).
 */
public final class AttentionScores extends Operation {
    /** What a padded key's score is lowered by; BERT's value. */
    public static final float MASK = -10000;

    private static final int MASKS = 10;
    private static final Kind<AttentionScores> KIND = new Kind<>(AttentionScores::new);

    private final Threads.Part forward = this::forward;
    private final Threads.Part backward = this::backward;
    private Tensor q = Tensor.NONE;
    private Tensor k = Tensor.NONE;
    private int heads;
    private int time;
    private int[] lengths = {};
    private boolean startedQ;
    private boolean startedK;

    private AttentionScores() {}

    /**
     * @param q batch * time x width
     * @param k batch * time x width
     * @return batch * heads * time x time, real; row (sequence * heads + head) * time + query
     */
    public static Tensor apply(Tape tape, Tensor q, Tensor k, Sequences sequences, int heads) {
        Heads.width("AttentionScores", q, sequences, heads);
        Rows.requireSameShape("AttentionScores", q, k);
        AttentionScores scores = tape.take(KIND);
        scores.q = q;
        scores.k = k;
        scores.heads = heads;
        scores.time = sequences.time();
        scores.lengths = sequences.lengths();
        scores.y = tape.result(sequences.batch() * heads * sequences.time(), sequences.time(), q, k);
        Threads.parallel(sequences.batch() * heads, 1, scores.forward);
        return tape.record(scores);
    }

    private void forward(int from, int to) {
        int width = q.columns();
        int d = width / heads;
        float factor = factor(q.scale(), k.scale(), d);
        float[] mask = Scratch.floats(MASKS, time);
        int apart = RowKernels.padded(time);
        for (int i = from; i < to; i++) {
            int at = i / heads * time * width + i % heads * d;
            Arrays.fill(mask, 0, time, 0);
            Arrays.fill(mask, lengths[i / heads], time, MASK);
            float[] packed = Heads.packTransposed(k.data(), at, width, time, d);
            float[] left = Heads.load(Heads.LEFT, q.data(), at, width, time, d);
            float[] sums = Heads.multiply(time, time, d, left, packed);
            for (int row = 0; row < time; row++) {
                RowKernels.BEST.affine(factor, sums, mask, sums, row * apart, time);
            }
            Heads.store(sums, time, time, y.data(), false, i * time * time, time);
        }
    }

    /** What a product of coded queries and keys is worth as a score. */
    public static float factor(float queryScale, float keyScale, int headWidth) {
        return Scales.scoreFactor(queryScale, keyScale, headWidth);
    }

    /** dq = dy k / sqrt(d); dk = dy^T q / sqrt(d). */
    @Override
    protected void backward() {
        startedQ = q.needsGradient() && q.startGradient();
        startedK = k.needsGradient() && k.startGradient();
        // Taken here, because a tape lends memory to one thread only.
        if (q.needsGradient()) {
            q.gradientMemory();
        }
        if (k.needsGradient()) {
            k.gradientMemory();
        }
        Threads.parallel(y.rows() / time, 1, backward);
    }

    private void backward(int from, int to) {
        int width = q.columns();
        int d = width / heads;
        float qFactor = (float) (k.scale() / Math.sqrt(d));
        float kFactor = (float) (q.scale() / Math.sqrt(d));
        FloatBuffer up = y.gradientMemory();
        for (int i = from; i < to; i++) {
            int at = i / heads * time * width + i % heads * d;
            float[] dy = Heads.load(Heads.LEFT, up, i * time * time, time, time, time);
            if (q.needsGradient()) {
                float[] packed = Heads.pack(k.data(), at, width, time, d);
                float[] sums = Heads.multiply(time, d, time, dy, packed);
                Heads.store(sums, time, d, qFactor, q.gradientMemory(), startedQ, at, width);
            }
            if (k.needsGradient()) {
                float[] packed = Heads.pack(q.data(), at, width, time, d);
                float[] sums = Heads.multiplyTransposed(time, d, time, dy, packed);
                Heads.store(sums, time, d, kFactor, k.gradientMemory(), startedK, at, width);
            }
        }
    }
}
