package dev.tern.nn;

import dev.tern.tensor.Sequences;
import org.jspecify.annotations.Nullable;

/**
 * Rows that go through a network together.
 *
 * @param sequences how the rows of a text batch are laid out; null for feature vectors
 * @param tokens token ids, [batch · time], padded with 0; empty for feature vectors
 * @param types segment ids, as {@code tokens}
 * @param features [batch · width], empty for text
 * @param labels class of every row
 * @param rows the index of every row in its split
 */
public record Batch(
        @Nullable Sequences sequences, int[] tokens, int[] types, float[] features, int[] labels, int[] rows) {

    /** Number of examples. */
    public int size() {
        return labels.length;
    }

    /** The layout of a text batch. */
    public Sequences layout() {
        if (sequences == null) {
            throw new IllegalArgumentException(
                    "This network reads text, but the batch holds feature vectors: give it a text data set.");
        }
        return sequences;
    }
}
