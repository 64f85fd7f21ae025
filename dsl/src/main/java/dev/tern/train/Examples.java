package dev.tern.train;

import dev.tern.datasets.Split;
import dev.tern.datasets.text.Encoded;
import dev.tern.datasets.text.WordPiece;
import dev.tern.nn.Batch;
import dev.tern.tensor.Sequences;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A split made ready for a network: token ids or feature vectors, and labels. */
public final class Examples {
    /** Batches are cut from shuffled blocks of this many batches, sorted by length, so that little padding is computed. */
    private static final int BLOCK = 16;

    private final Encoded @Nullable [] texts;
    private final float @Nullable [][] features;
    private final int[] labels;
    private final int longest;

    private Examples(Encoded @Nullable [] texts, float @Nullable [][] features, int[] labels) {
        this.texts = texts;
        this.features = features;
        this.labels = labels;
        longest = texts == null
                ? 1
                : Arrays.stream(texts).mapToInt(t -> t.ids().length).max().orElse(1);
    }

    /**
     * Sentences or pairs of sentences as token ids.
     *
     * @param tokens longest sequence, [CLS] and [SEP] included; longer texts are cut
     * @throws IllegalArgumentException if the split is empty or a text has no token
     */
    public static Examples text(Split split, WordPiece tokenizer, int tokens) {
        requireRows(split);
        if (!split.isText()) {
            throw new IllegalArgumentException(
                    split.name() + " holds feature vectors, but this network reads text: use model(mlp(...)).");
        }
        Encoded[] texts = new Encoded[split.size()];
        int[] labels = new int[split.size()];
        for (int i = 0; i < texts.length; i++) {
            String pair = split.pair(i);
            texts[i] = pair == null
                    ? tokenizer.encode(split.text(i), tokens)
                    : tokenizer.encode(split.text(i), pair, tokens);
            if (texts[i].ids().length <= 2) {
                throw new IllegalArgumentException("Row " + i + " of " + split.name() + " has no token: its text is \""
                        + split.text(i) + "\". Remove the row or give it a text.");
            }
            labels[i] = split.label(i);
        }
        return new Examples(texts, null, labels);
    }

    /** Feature vectors as they are. */
    public static Examples features(Split split) {
        requireRows(split);
        if (split.isText()) {
            throw new IllegalArgumentException(split.name()
                    + " holds text, but this network reads feature vectors: use model(miniLM()) or model(bert()).");
        }
        float[][] features = new float[split.size()][];
        int[] labels = new int[split.size()];
        for (int i = 0; i < features.length; i++) {
            features[i] = split.features(i);
            labels[i] = split.label(i);
        }
        return new Examples(null, features, labels);
    }

    private static void requireRows(Split split) {
        if (split.size() == 0) {
            throw new IllegalArgumentException(split.name() + " is empty: there is nothing to train or test on.");
        }
    }

    /** Number of rows. */
    public int size() {
        return labels.length;
    }

    /** Class of a row. */
    public int label(int row) {
        return labels[row];
    }

    /** Longest row in tokens; 1 for feature vectors. */
    public int longest() {
        return longest;
    }

    /** Longest of these rows in tokens; 1 for feature vectors. */
    int longest(int[] rows) {
        int most = 1;
        for (int row : rows) {
            most = Math.max(most, length(row));
        }
        return most;
    }

    /** What batches of these rows take. */
    History.Positions positions(List<int[]> batches) {
        if (texts == null) {
            return History.Positions.NONE;
        }
        long tokens = 0;
        long computed = 0;
        long most = 0;
        for (int[] rows : batches) {
            for (int row : rows) {
                tokens += length(row);
            }
            computed += (long) rows.length * longest(rows);
            most += (long) rows.length * longest;
        }
        return new History.Positions(tokens, computed, most);
    }

    /** The rows, padded to the longest of them. */
    public Batch batch(int[] rows) {
        return batch(rows, longest(rows));
    }

    /** The rows, padded to a length no row exceeds; without meaning for feature vectors. */
    Batch batch(int[] rows, int time) {
        int[] batchLabels = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            batchLabels[i] = labels[rows[i]];
        }
        if (texts == null) {
            float[][] source = java.util.Objects.requireNonNull(features);
            int width = source[rows[0]].length;
            float[] values = new float[rows.length * width];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(source[rows[i]], 0, values, i * width, width);
            }
            return new Batch(null, new int[0], new int[0], values, batchLabels, rows);
        }
        int[] lengths = new int[rows.length];
        int[] tokens = new int[rows.length * time];
        int[] types = new int[rows.length * time];
        for (int i = 0; i < rows.length; i++) {
            lengths[i] = length(rows[i]);
            System.arraycopy(texts[rows[i]].ids(), 0, tokens, i * time, lengths[i]);
            System.arraycopy(texts[rows[i]].types(), 0, types, i * time, lengths[i]);
        }
        return new Batch(new Sequences(rows.length, time, lengths), tokens, types, new float[0], batchLabels, rows);
    }

    /** All rows once, in random batches of rows of like length. */
    public List<int[]> shuffled(int batch, Random random) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from < order.size(); from += batch * BLOCK) {
            List<Integer> block = new ArrayList<>(order.subList(from, Math.min(order.size(), from + batch * BLOCK)));
            block.sort(Comparator.comparingInt(this::length));
            batches.addAll(cut(block, batch));
        }
        Collections.shuffle(batches, random);
        return batches;
    }

    /** All rows once, longest last, so that little padding is computed. */
    public List<int[]> byLength(int batch) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingInt(this::length));
        return cut(order, batch);
    }

    private int length(int row) {
        return texts == null ? 1 : texts[row].ids().length;
    }

    private static List<int[]> cut(List<Integer> rows, int batch) {
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += batch) {
            batches.add(rows.subList(from, Math.min(rows.size(), from + batch)).stream()
                    .mapToInt(Integer::intValue)
                    .toArray());
        }
        return batches;
    }
}
