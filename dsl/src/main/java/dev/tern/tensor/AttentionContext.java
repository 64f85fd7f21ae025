package dev.tern.tensor;

import java.nio.FloatBuffer;

/**
 * Probabilities times v for every head of every sequence: Vaswani and others 2017, "Attention Is All You Need", equation
 * 1. Of coded probabilities and v the product is exact (below 2^24) and the result coded.
 */
public final class AttentionContext extends Operation {
    private static final Kind<AttentionContext> KIND = new Kind<>(AttentionContext::new);

    private final Threads.Part forward = this::forward;
    private final Threads.Part backward = this::backward;
    private Tensor probabilities = Tensor.NONE;
    private Tensor v = Tensor.NONE;
    private int heads;
    private int time;
    private float scale;
    private boolean startedP;
    private boolean startedV;

    private AttentionContext() {}

    /**
     * @param probabilities batch * heads * time x time, as {@link AttentionScores} returns them
     * @param v batch * time x width
     * @return batch * time x width, heads side by side
     */
    public static Tensor apply(Tape tape, Tensor probabilities, Tensor v, Sequences sequences, int heads) {
        Heads.width("AttentionContext", v, sequences, heads);
        int time = sequences.time();
        int width = v.columns();
        int matrices = sequences.batch() * heads;
        if (probabilities.rows() != matrices * time || probabilities.columns() != time) {
            throw new IllegalArgumentException("AttentionContext needs probabilities of " + matrices * time + " x "
                    + time + ", not " + probabilities.rows() + " x " + probabilities.columns() + ".");
        }
        AttentionContext context = tape.take(KIND);
        context.probabilities = probabilities;
        context.v = v;
        context.heads = heads;
        context.time = time;
        boolean coded = probabilities.isCoded() && v.isCoded();
        float scale = probabilities.scale() * v.scale();
        context.scale = coded ? 1 : scale;
        context.y = coded
                ? tape.codedResult(v.rows(), width, scale, probabilities, v)
                : tape.result(v.rows(), width, probabilities, v);
        Threads.parallel(matrices, 1, context.forward);
        return tape.record(context);
    }

    private void forward(int from, int to) {
        int width = v.columns();
        int d = width / heads;
        for (int i = from; i < to; i++) {
            int at = i / heads * time * width + i % heads * d;
            float[] packed = Heads.pack(v.data(), at, width, time, d);
            float[] left = Heads.load(Heads.LEFT, probabilities.data(), i * time * time, time, time, time);
            float[] sums = Heads.multiply(time, d, time, left, packed);
            Heads.store(sums, time, d, scale, y.data(), false, at, width);
        }
    }

    /** dp = dy v^T; dv = p^T dy. */
    @Override
    protected void backward() {
        startedP = probabilities.needsGradient() && probabilities.startGradient();
        startedV = v.needsGradient() && v.startGradient();
        // Taken here, because a tape lends memory to one thread only.
        if (probabilities.needsGradient()) {
            probabilities.gradientMemory();
        }
        if (v.needsGradient()) {
            v.gradientMemory();
        }
        Threads.parallel(probabilities.rows() / time, 1, backward);
    }

    private void backward(int from, int to) {
        int width = v.columns();
        int d = width / heads;
        FloatBuffer up = y.gradientMemory();
        for (int i = from; i < to; i++) {
            int at = i / heads * time * width + i % heads * d;
            if (probabilities.needsGradient()) {
                float[] packed = Heads.packTransposed(v.data(), at, width, time, d);
                float[] dy = Heads.load(Heads.LEFT, up, at, width, time, d);
                float[] sums = Heads.multiply(time, time, d, dy, packed);
                FloatBuffer dp = probabilities.gradientMemory();
                Heads.store(sums, time, time, v.scale(), dp, startedP, i * time * time, time);
            }
            if (v.needsGradient()) {
                float[] packed = Heads.pack(up, at, width, time, d);
                float[] left = Heads.load(Heads.LEFT, probabilities.data(), i * time * time, time, time, time);
                float[] sums = Heads.multiplyTransposed(time, d, time, left, packed);
                Heads.store(sums, time, d, probabilities.scale(), v.gradientMemory(), startedV, at, width);
            }
        }
    }
}
