package dev.tern.quant;

/** How many weights share one scale. */
public enum Granularity {
    PER_TENSOR("one scale a matrix"),
    PER_ROW("one scale a row");

    private final String meaning;

    Granularity(String meaning) {
        this.meaning = meaning;
    }

    /** One scale for the whole matrix: every encoder matrix of TernaryBERT. */
    public static Granularity perTensor() {
        return PER_TENSOR;
    }

    /** One scale for each row: the word embedding of TernaryBERT, where a row is a word. */
    public static Granularity perRow() {
        return PER_ROW;
    }

    /** How many scales a matrix of this many rows has. */
    int groups(int rows) {
        return this == PER_TENSOR ? 1 : rows;
    }

    /** How many neighbouring weights share a scale. */
    int groupSize(int rows, int columns) {
        return this == PER_TENSOR ? rows * columns : columns;
    }

    @Override
    public String toString() {
        return meaning;
    }
}
