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
    private static final int VALUE = 10;
    private static final int DROPPED = 11;
    private static final int UP = 12;
    private static final int DOWN = 13;
    private static final int ZEROS = 14;

    private final Tensor scores;
    private final Tensor v;
    private final int heads;
    private final int time;
    private final int width;
    private final int d;
    private final double rate;
    private final long seed;
    private final Tensor softmax;

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
        softmax = tape.constant(rows, time);
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
        float[] lowest = new float[matrices()];
        float[] highest = new float[matrices()];
        Threads.parallel(matrices(), 1, (from, to) -> {
            float[] in = Scratch.floats(UP, time);
            float[] out = Scratch.floats(VALUE, time);
            float[] ends = new float[2];
            for (int i = from; i < to; i++) {
                ends[0] = Float.POSITIVE_INFINITY;
                ends[1] = Float.NEGATIVE_INFINITY;
                for (int row = i * time; row < (i + 1) * time; row++) {
                    Rows.load(scores, row * time, in, time);
                    RowKernels.BEST.softmax(in, out, time);
                    softmax.data().put(row * time, out, 0, time);
                    if (rounding != null) {
                        drop(out, row);
                        rounding.range(out, time, ends);
                    }
                }
                lowest[i] = ends[0];
                highest[i] = ends[1];
            }
        });
        float[] all = {lowest[0], highest[0]};
        for (int i = 1; i < lowest.length; i++) {
            all[0] = Math.min(all[0], lowest[i]);
            all[1] = Math.max(all[1], highest[i]);
        }
        return all;
    }

    private void drop(float[] probabilities, int row) {
        if (rate > 0) {
            Dropout.mask(probabilities, seed, rate, row * time, time);
        }
    }

    /** The probabilities of a row as they are multiplied. */
    private void load(int row, float[] to, Rounding.@Nullable Codes codes) {
        softmax.data().get(row * time, to, 0, time);
        drop(to, row);
        if (codes != null) {
            codes.round(to, time, to);
        }
    }

    private Tensor product(Tape tape, Rounding.@Nullable Codes codes) {
        float scale = (codes == null ? 1 : codes.scale()) * v.scale();
        boolean coded = codes != null && v.isCoded();
        Tensor y =
                coded ? tape.codedResult(v.rows(), width, scale, scores, v) : tape.result(v.rows(), width, scores, v);
        Threads.parallel(matrices(), 1, (from, to) -> {
            float[] zeros = zeros();
            for (int i = from; i < to; i++) {
                int at = at(i);
                float[] packed = Heads.pack(v.data(), at, width, time, d);
                float[] sums = Heads.multiply(time, d, time, left(i, codes), packed);
                Heads.store(sums, time, d, coded ? 1 : scale, zeros, y.data(), false, at, width);
            }
        });
        return y;
    }

    private int at(int matrix) {
        return matrix / heads * time * width + matrix % heads * d;
    }

    private float[] zeros() {
        float[] zeros = Scratch.floats(ZEROS, RowKernels.padded(Math.max(d, time)));
        Arrays.fill(zeros, 0);
        return zeros;
    }

    private float[] left(int matrix, Rounding.@Nullable Codes codes) {
        int stride = Heads.rows(time);
        float[] left = Scratch.floats(Heads.LEFT, time * stride);
        float[][] strips = Scratch.rows(RowKernels.padded(time));
        for (int first = 0; first < time; first += Scratch.ROWS) {
            int rows = Math.min(Scratch.ROWS, time - first);
            for (int row = 0; row < rows; row++) {
                load(matrix * time + first + row, strips[row], codes);
            }
            Gemm.transposeStrips(strips, rows, time, left, first, stride);
        }
        return left;
    }

    private float[] leftTransposed(int matrix, Rounding.@Nullable Codes codes) {
        int stride = Heads.rows(time);
        float[] left = Scratch.floats(Heads.LEFT, time * stride);
        float[] row = Scratch.floats(DROPPED, time);
        for (int p = 0; p < time; p++) {
            load(matrix * time + p, row, codes);
            System.arraycopy(row, 0, left, p * stride, time);
        }
        return left;
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
            float[] zeros = zeros();
            for (int i = from; i < to; i++) {
                int at = at(i);
                if (forScores) {
                    float[] packed = Heads.packTransposed(v.data(), at, width, time, d);
                    float[] sums = Heads.multiply(time, time, d, Heads.left(up, at, width, time, d), packed);
                    toScores(sums, i, zeros, codes, dScores, startedScores);
                }
                if (forV) {
                    float[] packed = Heads.pack(up, at, width, time, d);
                    float[] sums = Heads.multiply(time, d, time, leftTransposed(i, codes), packed);
                    Heads.store(sums, time, d, scale, zeros, dv, startedV, at, width);
                }
            }
        });
    }

    /** Through rounding, dropout and softmax, a row at a time. */
    private void toScores(
            float[] sums,
            int matrix,
            float[] zeros,
            Rounding.@Nullable Codes codes,
            FloatBuffer dScores,
            boolean started) {
        float[] value = Scratch.floats(VALUE, time);
        float[] dropped = Scratch.floats(DROPPED, time);
        float[] arriving = Scratch.floats(UP, time);
        float[] passed = Scratch.floats(DOWN, time);
        for (int i = 0; i < time; i++) {
            int row = matrix * time + i;
            softmax.data().get(row * time, value, 0, time);
            System.arraycopy(sums, i * Heads.columns(time), arriving, 0, time);
            RowKernels.BEST.affine(v.scale(), arriving, zeros, arriving, time);
            float[] down = arriving;
            if (codes != null) {
                System.arraycopy(value, 0, dropped, 0, time);
                drop(dropped, row);
                Arrays.fill(passed, 0, time, 0);
                codes.pass(dropped, arriving, time, passed);
                down = passed;
            }
            drop(down, row);
            RowKernels.BEST.softmaxGradient(value, down, dropped, time);
            Rows.give(dScores, started, row * time, dropped, time);
        }
    }
}
