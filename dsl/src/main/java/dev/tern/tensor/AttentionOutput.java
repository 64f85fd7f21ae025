package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * From attention scores to the weighted values, the second half of equation 1 in Vaswani and others 2017, "Attention Is
 * All You Need": {@link Softmax}, {@link Dropout}, a {@link Rounding} if there is one, and {@link AttentionContext} in
 * one operation, bit for bit what those give one after the other. One head of one sequence is worked on at a time, in
 * the processor's cache; only the softmax is kept for backward, which makes dropped and rounded probabilities again.
 */
public final class AttentionOutput extends Operation {
    private static final int VALUES = 10;
    private static final int DROPPED = 11;
    private static final int PASSED = 12;
    private static final int ENDS = 13;
    private static final Kind<AttentionOutput> KIND = new Kind<>(AttentionOutput::new);

    private final Threads.Part normalise = this::normalise;
    private final Threads.Part product = this::product;
    private final Threads.Part backward = this::backward;
    private Tensor scores = Tensor.NONE;
    private Tensor v = Tensor.NONE;
    private int heads;
    private int time;
    private int width;
    private int d;
    private double rate;
    private long seed;

    /** Rows are {@link #apart}, as in a heap matrix, so that a head is one copy. */
    private Tensor softmax = Tensor.NONE;

    private int apart;
    private @Nullable Rounding rounding;
    private Rounding.@Nullable Codes codes;

    /** The range of each head's probabilities. */
    private float[] lowest = {};

    private float[] highest = {};
    private boolean startedScores;
    private boolean startedV;

    private AttentionOutput() {}

    /**
     * @param scores batch * heads * time x time, as {@link AttentionScores} returns them
     * @param v batch * time x width
     * @param rate of dropout, in [0, 1)
     * @param rounding of the probabilities; null for none
     * @return batch * time x width, heads side by side
     */
    public static Tensor apply(
            Tape tape,
            Tensor scores,
            Tensor v,
            Sequences sequences,
            int heads,
            double rate,
            @Nullable Rounding rounding) {
        AttentionOutput attention = tape.take(KIND);
        attention.read(scores, v, sequences, heads);
        attention.rounding = rounding;
        boolean drops = Dropout.requireRate(rate) > 0 && tape.isRecording();
        attention.rate = drops ? rate : 0;
        attention.seed = drops ? tape.nextSeed() : 0;
        attention.softmax = tape.constant(scores.rows(), attention.apart);
        attention.probabilities();
        attention.multiply(tape);
        return tape.record(attention);
    }

    private void read(Tensor newScores, Tensor newV, Sequences sequences, int newHeads) {
        d = Heads.width("AttentionOutput", newV, sequences, newHeads);
        scores = newScores;
        v = newV;
        heads = newHeads;
        time = sequences.time();
        width = newV.columns();
        apart = RowKernels.padded(time);
        int rows = sequences.batch() * newHeads * time;
        if (newScores.rows() != rows || newScores.columns() != time) {
            throw new IllegalArgumentException("AttentionOutput needs scores of " + rows + " x " + time + ", not "
                    + newScores.rows() + " x " + newScores.columns() + ".");
        }
    }

    private int matrices() {
        return scores.rows() / time;
    }

    /** The softmax of every row and, if they are to be rounded, what the probabilities after dropout become. */
    private void probabilities() {
        lowest = Scratch.floats(Scratch.GATHERED, matrices());
        highest = Scratch.floats(Scratch.GATHERED + 1, matrices());
        Threads.parallel(matrices(), 1, normalise);
        codes = null;
        if (rounding != null) {
            float first = lowest[0];
            float last = highest[0];
            for (int i = 1; i < matrices(); i++) {
                first = Math.min(first, lowest[i]);
                last = Math.max(last, highest[i]);
            }
            codes = rounding.start(first, last);
        }
    }

    private void normalise(int from, int to) {
        float[] ends = Scratch.floats(ENDS, 2);
        for (int i = from; i < to; i++) {
            float[] values = Heads.load(VALUES, scores.data(), i * time * time, time, time, time);
            for (int row = 0; row < time; row++) {
                RowKernels.BEST.softmax(values, values, row * apart, time);
            }
            softmax.data().put(i * time * apart, values, 0, time * apart);
            if (rounding != null) {
                drop(values, i);
                repeatFirst(values);
                ends[0] = Float.POSITIVE_INFINITY;
                ends[1] = Float.NEGATIVE_INFINITY;
                rounding.range(values, time * apart, ends);
                lowest[i] = ends[0];
                highest[i] = ends[1];
            }
        }
    }

    /** What lies between the rows does not change their range. */
    private void repeatFirst(float[] values) {
        for (int row = 0; time < apart && row < time; row++) {
            Arrays.fill(values, row * apart + time, (row + 1) * apart, values[row * apart]);
        }
    }

    private void drop(float[] values, int matrix) {
        for (int row = 0; rate > 0 && row < time; row++) {
            Dropout.mask(values, row * apart, seed, rate, (matrix * time + row) * time, time);
        }
    }

    /** The softmax of a head. */
    private float[] load(int slot, int matrix) {
        float[] values = Heads.matrix(slot, time, time);
        softmax.data().get(matrix * time * apart, values, 0, time * apart);
        return values;
    }

    /** The probabilities of a head as they are multiplied. */
    private float[] multiplied(int matrix) {
        float[] values = load(DROPPED, matrix);
        drop(values, matrix);
        if (codes != null) {
            codes.round(values, time * apart, values);
        }
        return values;
    }

    private void multiply(Tape tape) {
        boolean coded = codes != null && v.isCoded();
        y = coded
                ? tape.codedResult(v.rows(), width, scale() * v.scale(), scores, v)
                : tape.result(v.rows(), width, scores, v);
        Threads.parallel(matrices(), 1, product);
    }

    /** What a probability is worth as it is multiplied. */
    private float scale() {
        return codes == null ? 1 : codes.scale();
    }

    private void product(int from, int to) {
        float factor = y.isCoded() ? 1 : scale() * v.scale();
        for (int i = from; i < to; i++) {
            float[] packed = Heads.pack(v.data(), at(i), width, time, d);
            float[] sums = Heads.multiply(time, d, time, multiplied(i), packed);
            Heads.store(sums, time, d, factor, y.data(), false, at(i), width);
        }
    }

    private int at(int matrix) {
        return matrix / heads * time * width + matrix % heads * d;
    }

    @Override
    protected void backward() {
        startedScores = scores.needsGradient() && scores.startGradient();
        startedV = v.needsGradient() && v.startGradient();
        // Taken here, because a tape lends memory to one thread only.
        if (scores.needsGradient()) {
            scores.gradientMemory();
        }
        if (v.needsGradient()) {
            v.gradientMemory();
        }
        Threads.parallel(matrices(), 1, backward);
    }

    private void backward(int from, int to) {
        FloatBuffer up = y.gradientMemory();
        for (int i = from; i < to; i++) {
            int at = at(i);
            if (scores.needsGradient()) {
                float[] packed = Heads.packTransposed(v.data(), at, width, time, d);
                float[] left = Heads.load(Heads.LEFT, up, at, width, time, d);
                toScores(Heads.multiply(time, time, d, left, packed), i);
            }
            if (v.needsGradient()) {
                float[] packed = Heads.pack(up, at, width, time, d);
                float[] sums = Heads.multiplyTransposed(time, d, time, multiplied(i), packed);
                Heads.store(sums, time, d, scale(), v.gradientMemory(), startedV, at, width);
            }
        }
    }

    /** Through rounding, dropout and softmax. */
    private void toScores(float[] sums, int matrix) {
        int size = time * apart;
        float[] values = load(VALUES, matrix);
        RowKernels.BEST.scale(v.scale(), sums, size);
        float[] down = sums;
        if (codes != null) {
            float[] dropped = values;
            if (rate > 0) {
                dropped = load(DROPPED, matrix);
                drop(dropped, matrix);
            }
            down = Heads.matrix(PASSED, time, time);
            Arrays.fill(down, 0, size, 0);
            codes.pass(dropped, sums, size, down);
        }
        drop(down, matrix);
        for (int row = 0; row < time; row++) {
            RowKernels.BEST.softmaxGradient(values, down, down, row * apart, time);
        }
        Heads.store(down, time, time, scores.gradientMemory(), startedScores, matrix * time * time, time);
    }
}
