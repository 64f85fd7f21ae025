package dev.tern.integer;

import dev.tern.tensor.AttentionScores;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** The two products of attention, in integers: queries with keys, probabilities with values. */
final class IntegerAttention {
    private final int heads;
    private final int width;
    private final int head;
    private final @Nullable HeadProducts products = HeadProducts.ifUsable();

    IntegerAttention(int heads, int width) {
        this.heads = heads;
        this.width = width;
        this.head = width / heads;
    }

    /** What runs on some heads of a sequence. */
    private interface Part {
        void run(int sequence, int firstHead, int[] sums);
    }

    /** Sequences are cut into groups of heads only where there are more threads than sequences. */
    private int group(int batch) {
        int pieces = Math.min(heads, (Threads.count() + batch - 1) / batch);
        while (heads % pieces != 0) {
            pieces++;
        }
        return heads / pieces;
    }

    private void each(int batch, int size, Part part) {
        int group = group(batch);
        int groups = heads / group;
        Threads.parallel(batch * groups, (from, to) -> {
            int[] sums = new int[group * size];
            for (int i = from; i < to; i++) {
                part.run(i / groups, i % groups * group, sums);
            }
        });
    }

    /** Scores [batch · heads · time, time]: integer products, then scaled and masked in float for the softmax. */
    Tensor scores(Tape tape, byte[] query, Place queries, byte[] key, Place keys, Sequences sequences) {
        int time = sequences.time();
        int group = group(sequences.batch());
        Tensor scores = tape.allocate(sequences.batch() * heads * time, time);
        FloatBuffer out = scores.data();
        float scale = AttentionScores.factor(queries.scale(), keys.scale(), head);
        each(sequences.batch(), time * time, (b, first, sums) -> {
            var left = codes(query, queries, b, first, time);
            var right = codes(key, keys, b, first, time);
            if (products != null) {
                products.scores(left, right, group, time, head, sums);
            } else {
                plainScores(left, right, group, time, sums);
            }
            float[] row = new float[time];
            int length = sequences.lengths()[b];
            for (int i = 0; i < group * time; i++) {
                for (int j = 0; j < time; j++) {
                    row[j] = sums[i * time + j] * scale + (j < length ? 0 : AttentionScores.MASK);
                }
                out.put(((b * heads + first) * time + i) * time, row);
            }
        });
        return scores;
    }

    private HeadProducts.Codes codes(byte[] codes, Place place, int sequence, int firstHead, int time) {
        return new HeadProducts.Codes(codes, sequence * time * width + firstHead * head, width, head, place.zero());
    }

    /** Accumulators [batch · time, width] of probabilities times values. */
    int[] context(byte[] probability, Place probabilities, byte[] value, Place values, Sequences sequences) {
        int time = sequences.time();
        int group = group(sequences.batch());
        int[] context = new int[sequences.batch() * time * width];
        each(sequences.batch(), time * head, (b, first, sums) -> {
            int at = (b * heads + first) * time * time;
            var left = new HeadProducts.Codes(probability, at, time, time * time, probabilities.zero());
            var right = codes(value, values, b, first, time);
            if (products != null) {
                products.context(left, right, group, time, head, sums);
            } else {
                plainContext(left, right, group, time, sums);
            }
            for (int h = 0; h < group; h++) {
                for (int i = 0; i < time; i++) {
                    System.arraycopy(sums, (h * time + i) * head, context, right.at() + h * head + i * width, head);
                }
            }
        });
        return context;
    }

    /** {@link HeadProducts#scores} as plain loops. */
    private void plainScores(HeadProducts.Codes q, HeadProducts.Codes k, int group, int time, int[] sums) {
        // Transposed, so that the inner loop runs over neighbouring keys, which the compiler vectorizes.
        int[] rows = new int[head * time];
        for (int h = 0; h < group; h++) {
            for (int j = 0; j < time; j++) {
                for (int d = 0; d < head; d++) {
                    rows[d * time + j] = (k.codes()[k.at() + h * head + j * width + d] & 0xFF) - k.zero();
                }
            }
            for (int i = 0; i < time; i++) {
                plainRow(q, q.at() + h * head + i * width, rows, head, time, sums, (h * time + i) * time);
            }
        }
    }

    /** {@link HeadProducts#context} as plain loops. */
    private void plainContext(HeadProducts.Codes p, HeadProducts.Codes v, int group, int time, int[] sums) {
        int[] rows = new int[time * head];
        for (int h = 0; h < group; h++) {
            for (int j = 0; j < time; j++) {
                for (int d = 0; d < head; d++) {
                    rows[j * head + d] = (v.codes()[v.at() + h * head + j * width + d] & 0xFF) - v.zero();
                }
            }
            for (int i = 0; i < time; i++) {
                plainRow(p, p.at() + (h * time + i) * time, rows, time, head, sums, (h * time + i) * head);
            }
        }
    }

    /** Sums over depth of one row of codes times whole numbers [depth, columns]. */
    private static void plainRow(HeadProducts.Codes x, int at, int[] rows, int depth, int columns, int[] sums, int to) {
        int[] sum = new int[columns];
        for (int k = 0; k < depth; k++) {
            int factor = (x.codes()[at + k] & 0xFF) - x.zero();
            for (int c = 0; c < columns; c++) {
                sum[c] += factor * rows[k * columns + c];
            }
        }
        System.arraycopy(sum, 0, sums, to, columns);
    }
}
