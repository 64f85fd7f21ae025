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
public final class AttentionOutput {
    private static final int VALUES = 10;
    private static final int DROPPED = 11;
    private static final int PASSED = 12;
    private static final int ENDS = 13;

    private final Tensor scores;
    private final Tensor v;
    private final int heads;
    private final int time;
    private final int width;
    private final int d;
    private final double rate;
    private final long seed;

    /** Rows are {@link #apart}, as in a heap matrix, so that a head is one copy. */
    private final Tensor softmax;

    private final int apart;

    private AttentionOutput(Tape tape, Tensor scores, Tensor v, Sequences sequences, int heads, double rate) {
        d = Heads.width("AttentionOutput", v, sequences, heads);
        this.scores = scores;
        this.v = v;
        this.heads = heads;
        time = sequences.time();
        width = v.columns();
        int rows = sequences.batch() * heads * time;
        if (scores.rows() != rows || scores.columns() != time) {
            throw new IllegalArgumentException("AttentionOutput needs scores of " + rows + " x " + time + ", not "
                    + scores.rows() + " x " + scores.columns() + ".");
        }
        boolean drops = Dropout.requireRate(rate) > 0 && tape.isRecording();
        this.rate = drops ? rate : 0;
        seed = drops ? tape.nextSeed() : 0;
        apart = RowKernels.padded(time);
        softmax = tape.constant(rows, apart);
    }

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
        AttentionOutput attention = new AttentionOutput(tape, scores, v, sequences, heads, rate);
        float[] ends = attention.probabilities(rounding);
        Rounding.Codes codes = rounding == null ? null : rounding.start(ends[0], ends[1]);
        Tensor y = attention.product(tape, codes);
        if (y.needsGradient()) {
            tape.record(() -> {
                if (y.hasGradient()) {
                    attention.backward(codes, y);
                }
            });
        }
        return y;
    }

    private int matrices() {
        return scores.rows() / time;
    }

    /** The softmax of every row; returns the range of the probabilities after dropout, if they are to be rounded. */
    private float[] probabilities(@Nullable Rounding rounding) {
        float[] lowest = Scratch.floats(Scratch.GATHERED, matrices());
        float[] highest = Scratch.floats(Scratch.GATHERED + 1, matrices());
        Threads.parallel(matrices(), 1, (from, to) -> {
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
        });
        float[] all = {lowest[0], highest[0]};
        for (int i = 1; i < matrices(); i++) {
            all[0] = Math.min(all[0], lowest[i]);
            all[1] = Math.max(all[1], highest[i]);
        }
        return all;
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
    private float[] multiplied(int matrix, Rounding.@Nullable Codes codes) {
        float[] values = load(DROPPED, matrix);
        drop(values, matrix);
        if (codes != null) {
            codes.round(values, time * apart, values);
        }
        return values;
    }

    private Tensor product(Tape tape, Rounding.@Nullable Codes codes) {
        float scale = (codes == null ? 1 : codes.scale()) * v.scale();
        boolean coded = codes != null && v.isCoded();
        Tensor y =
                coded ? tape.codedResult(v.rows(), width, scale, scores, v) : tape.result(v.rows(), width, scores, v);
        Threads.parallel(matrices(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                float[] packed = Heads.pack(v.data(), at(i), width, time, d);
                float[] sums = Heads.multiply(time, d, time, multiplied(i, codes), packed);
                Heads.store(sums, time, d, coded ? 1 : scale, y.data(), false, at(i), width);
            }
        });
        return y;
    }

    private int at(int matrix) {
        return matrix / heads * time * width + matrix % heads * d;
    }

    private void backward(Rounding.@Nullable Codes codes, Tensor y) {
        boolean forScores = scores.needsGradient();
        boolean forV = v.needsGradient();
        boolean startedScores = forScores && scores.startGradient();
        boolean startedV = forV && v.startGradient();
        FloatBuffer up = y.gradientMemory();
        FloatBuffer dScores = forScores ? scores.gradientMemory() : up;
        FloatBuffer dv = forV ? v.gradientMemory() : up;
        float scale = codes == null ? 1 : codes.scale();
        Threads.parallel(matrices(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int at = at(i);
                if (forScores) {
                    float[] packed = Heads.packTransposed(v.data(), at, width, time, d);
                    float[] left = Heads.load(Heads.LEFT, up, at, width, time, d);
                    toScores(Heads.multiply(time, time, d, left, packed), i, codes, dScores, startedScores);
                }
                if (forV) {
                    float[] packed = Heads.pack(up, at, width, time, d);
                    float[] sums = Heads.multiplyTransposed(time, d, time, multiplied(i, codes), packed);
                    Heads.store(sums, time, d, scale, dv, startedV, at, width);
                }
            }
        });
    }

    /** Through rounding, dropout and softmax. */
    private void toScores(
            float[] sums, int matrix, Rounding.@Nullable Codes codes, FloatBuffer dScores, boolean started) {
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
        Heads.store(down, time, time, dScores, started, matrix * time * time, time);
    }
}
