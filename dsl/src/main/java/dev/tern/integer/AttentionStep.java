package dev.tern.integer;

import dev.tern.ibert.FixedExp;
import dev.tern.ibert.FixedSoftmax;
import java.util.Arrays;

/**
 * Attention of one sequence: scores, probabilities and context of a range of queries, all heads. Keys and values are
 * codes counted from zero; only those of the sequence itself are read, so nothing is masked. State:
 * {@code PREFIXscores}, the ratio from a product of codes to what {@link FixedExp} takes.
 */
final class AttentionStep {
    private final int heads;
    private final int width;
    private final FixedSoftmax softmax;
    private final CodesStep probabilities;

    AttentionStep(ProgramState state, String prefix, int heads, int width) {
        this.heads = heads;
        this.width = width;
        softmax = new FixedSoftmax(DenseStep.rescale(state.numbers(prefix + "scores", 2), 0, FixedExp.LARGEST));
        probabilities = new CodesStep(state, prefix + "probabilities");
    }

    CodesStep probabilities() {
        return probabilities;
    }

    /** Keys [length, heads · width] from row {@code from} on, to columns: [heads · width, length]. */
    void transpose(int[] keys, int from, int rows, int[] columns, int length) {
        int inner = heads * width;
        for (int i = 0; i < rows; i++) {
            for (int c = 0; c < inner; c++) {
                columns[c * length + from + i] = keys[i * inner + c];
            }
        }
    }

    /**
     * Sums of probabilities times values for query {@code row}.
     *
     * @param keys transposed
     * @param row of the queries and of the sequence
     * @param score room for {@code length} numbers
     * @param context receives heads · width sums from {@code to} on
     */
    void apply(
            int[] queries,
            int[] keys,
            int[] values,
            int length,
            int row,
            int[] score,
            int[] context,
            int to,
            Observer observer) {
        int inner = heads * width;
        for (int head = 0; head < heads; head++) {
            Arrays.fill(score, 0, length, 0);
            weighted(queries, row * inner + head * width, width, keys, head * width * length, length, score, 0, length);
            softmax.apply(score, 0, length);
            probabilities.apply(score, 0, length, score, 0);
            observer.seePart(probabilities, head, row, score, length);
            Arrays.fill(context, to + head * width, to + (head + 1) * width, 0);
            weighted(score, 0, length, values, head * width, inner, context, to + head * width, width);
        }
    }

    /**
     * sum[c] += sum over k of factors[k] rows[k][c], for n columns: four rows at a time, so that a sum is read and
     * written once for four products, in loops the compiler vectorizes.
     */
    static void weighted(
            int[] factors, int at, int count, int[] rows, int first, int stride, int[] sum, int to, int n) {
        int k = 0;
        for (; k + 4 <= count; k += 4) {
            int row = first + k * stride;
            four(factors, at + k, rows, row, row + stride, row + 2 * stride, row + 3 * stride, sum, to, n);
        }
        for (; k < count; k++) {
            int factor = factors[at + k];
            int row = first + k * stride;
            for (int c = 0; c < n; c++) {
                sum[to + c] += factor * rows[row + c];
            }
        }
    }

    private static void four(
            int[] factors, int at, int[] rows, int first, int second, int third, int fourth, int[] sum, int to, int n) {
        int a = factors[at];
        int b = factors[at + 1];
        int c = factors[at + 2];
        int d = factors[at + 3];
        for (int i = 0; i < n; i++) {
            sum[to + i] += a * rows[first + i] + b * rows[second + i] + c * rows[third + i] + d * rows[fourth + i];
        }
    }
}
