package dev.tern.integer;

import dev.tern.tensor.AttentionScores;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.nio.FloatBuffer;

/** The two products of attention, in integers: queries with keys, probabilities with values. */
final class IntegerAttention {
    private final int heads;
    private final int width;

    IntegerAttention(int heads, int width) {
        this.heads = heads;
        this.width = width;
    }

    /** Scores [batch · heads · time, time]: integer products, then scaled and masked in float for the softmax. */
    Tensor scores(Tape tape, byte[] query, Place queries, byte[] key, Place keys, Sequences sequences) {
        int time = sequences.time();
        int head = width / heads;
        Tensor scores = tape.allocate(sequences.batch() * heads * time, time);
        FloatBuffer out = scores.data();
        float scale = AttentionScores.factor(queries.scale(), keys.scale(), head);
        Threads.parallel(sequences.batch() * heads, (from, to) -> {
            int[] column = new int[time];
            // Transposed, so that the inner loop runs over neighbouring keys, which the compiler vectorizes.
            int[] transposed = new int[head * time];
            float[] row = new float[time];
            for (int bh = from; bh < to; bh++) {
                int at = bh / heads * time * width + bh % heads * head;
                int length = sequences.lengths()[bh / heads];
                for (int j = 0; j < time; j++) {
                    for (int d = 0; d < head; d++) {
                        transposed[d * time + j] = (key[at + j * width + d] & 0xff) - keys.zero();
                    }
                }
                for (int i = 0; i < time; i++) {
                    java.util.Arrays.fill(column, 0);
                    for (int d = 0; d < head; d++) {
                        int q = (query[at + i * width + d] & 0xff) - queries.zero();
                        for (int j = 0; j < time; j++) {
                            column[j] += q * transposed[d * time + j];
                        }
                    }
                    for (int j = 0; j < time; j++) {
                        row[j] = column[j] * scale + (j < length ? 0 : AttentionScores.MASK);
                    }
                    out.put((bh * time + i) * time, row);
                }
            }
        });
        return scores;
    }

    /** Accumulators [batch · time, width] of probabilities times values. */
    int[] context(byte[] probability, Place probabilities, byte[] value, Place values, Sequences sequences) {
        int time = sequences.time();
        int head = width / heads;
        int[] context = new int[sequences.batch() * time * width];
        Threads.parallel(sequences.batch() * heads, (from, to) -> {
            int[] sum = new int[head];
            int[] rows = new int[time * head];
            for (int bh = from; bh < to; bh++) {
                int at = bh / heads * time * width + bh % heads * head;
                for (int j = 0; j < time; j++) {
                    for (int d = 0; d < head; d++) {
                        rows[j * head + d] = (value[at + j * width + d] & 0xff) - values.zero();
                    }
                }
                for (int i = 0; i < time; i++) {
                    java.util.Arrays.fill(sum, 0);
                    for (int j = 0; j < time; j++) {
                        int p = (probability[(bh * time + i) * time + j] & 0xff) - probabilities.zero();
                        for (int d = 0; d < head; d++) {
                            sum[d] += p * rows[j * head + d];
                        }
                    }
                    System.arraycopy(sum, 0, context, at + i * width, head);
                }
            }
        });
        return context;
    }
}
