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
    private final int head;
    private final ProductOfHeads products = ProductOfHeads.choice();

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
            float[] row = new float[time];
            int length = sequences.lengths()[b];
            products.scores(left, right, new ProductOfHeads.Measures(group, time, time, head), sums, one -> {
                for (int i = 0; i < time; i++) {
                    for (int j = 0; j < time; j++) {
                        row[j] = sums[i * time + j] * scale + (j < length ? 0 : AttentionScores.MASK);
                    }
                    out.put(((b * heads + first + one) * time + i) * time, row);
                }
            });
        });
        return scores;
    }

    private ProductOfHeads.Codes codes(byte[] codes, Place place, int sequence, int firstHead, int time) {
        return new ProductOfHeads.Codes(codes, sequence * time * width + firstHead * head, width, head, place.zero());
    }

    /** Accumulators [batch · time, width] of probabilities times values. */
    int[] context(byte[] probability, Place probabilities, byte[] value, Place values, Sequences sequences) {
        int time = sequences.time();
        int group = group(sequences.batch());
        int[] context = new int[sequences.batch() * time * width];
        each(sequences.batch(), time * head, (b, first, sums) -> {
            int at = (b * heads + first) * time * time;
            var left = new ProductOfHeads.Codes(probability, at, time, time * time, probabilities.zero());
            var right = codes(value, values, b, first, time);
            products.context(left, right, new ProductOfHeads.Measures(group, time, time, head), sums, 0);
            for (int i = 0; i < time; i++) {
                System.arraycopy(sums, i * group * head, context, right.at() + i * width, group * head);
            }
        });
        return context;
    }
}
