package dev.tern.tensor;

/**
 * The shape of a padded batch: {@code batch} sequences of {@code time} positions each, of which the first
 * {@code lengths[i]} of sequence i are tokens and the rest padding. Row {@code i * time + t} of a tensor is position t of
 * sequence i.
 */
@SuppressWarnings("ArrayRecordComponent") // read on every row of every step; compared nowhere
public record Sequences(int batch, int time, int[] lengths) {
    public Sequences {
        if (batch < 1 || time < 1) {
            throw new IllegalArgumentException(
                    "A batch has at least one sequence of one position, not " + batch + " of " + time + ".");
        }
        if (lengths.length != batch) {
            throw new IllegalArgumentException(
                    "A batch of " + batch + " sequences has as many lengths, not " + lengths.length + ".");
        }
        for (int length : lengths) {
            if (length < 1 || length > time) {
                throw new IllegalArgumentException("A sequence padded to " + time + " positions has 1 to " + time
                        + " tokens, not " + length + ".");
            }
        }
        lengths = lengths.clone();
    }

    /** Rows of a tensor that holds one row a position. */
    public int rows() {
        return batch * time;
    }
}
