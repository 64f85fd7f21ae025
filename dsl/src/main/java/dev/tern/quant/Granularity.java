package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * How many weights share one scale: the whole matrix, a row, or a run of neighbours in a row. An immutable value; the
 * language's {@code perTensor}, {@code perRow}, {@code perChannel} and {@code perGroup(64)}.
 */
public final class Granularity {
    /** One scale for the whole matrix. */
    public static final Granularity PER_TENSOR = new Granularity("perTensor", "one scale a matrix", 0);

    /** One scale for each row: an output channel of a layer, a word of a table. */
    public static final Granularity PER_ROW = new Granularity("perRow", "one scale a row", Integer.MAX_VALUE);

    private final String word;
    private final String meaning;
    private final int longest;

    /** @param longest how many neighbours in a row share a scale at most; 0 if the rows share it too */
    private Granularity(String word, String meaning, int longest) {
        this.word = word;
        this.meaning = meaning;
        this.longest = longest;
    }

    /** One scale for the whole matrix: every encoder matrix of TernaryBERT. */
    public static Granularity perTensor() {
        return PER_TENSOR;
    }

    /**
     * One scale for each row: the word embedding of TernaryBERT, where a row is a word; Jacob et al.'s scale for each
     * output channel, which is a row of a layer's matrix.
     */
    public static Granularity perRow() {
        return PER_ROW;
    }

    /**
     * One scale for every {@code size} neighbours of a row; a row's last group is shorter where they do not fill it.
     *
     * @param size at least 1, usually 32 to 128
     */
    public static Granularity perGroup(int size) {
        if (size < 1) {
            throw new IllegalArgumentException(
                    "perGroup(" + size + ") groups nothing: give at least 1 weight a scale, such as perGroup(64).");
        }
        return new Granularity("perGroup(" + size + ")", "one scale for " + size + " weights of a row", size);
    }

    /** The granularity that prints so: the inverse of {@link #toString}. */
    public static Granularity parse(String text) {
        if (text.equals(PER_TENSOR.word)) {
            return PER_TENSOR;
        }
        if (text.equals(PER_ROW.word)) {
            return PER_ROW;
        }
        try {
            if (text.startsWith("perGroup(") && text.endsWith(")")) {
                return perGroup(Integer.parseInt(text.substring("perGroup(".length(), text.length() - 1)));
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is no granularity: write perTensor, perRow or perGroup(64).");
    }

    /** This one, unless rows would share a scale: what a table of words gets when its network is quantized. */
    public Granularity ofTable() {
        return longest == 0 ? PER_ROW : this;
    }

    /** How a matrix is cut. */
    Tiles tiles(int rows, int columns) {
        return longest == 0 ? Tiles.of(1, rows * columns) : Tiles.of(rows, columns, Math.min(longest, columns));
    }

    /** How many scales a matrix has. */
    public int scales(int rows, int columns) {
        return tiles(rows, columns).groups();
    }

    /** Which scale, counted row by row, the weight at a place of a matrix with so many columns has. */
    public int group(int row, int column, int columns) {
        if (longest == 0) {
            return 0;
        }
        int size = Math.min(longest, columns);
        return row * ((columns + size - 1) / size) + column / size;
    }

    /**
     * Room for the codes of a matrix: a coded tensor, or a real one where a row has several scales.
     *
     * @param scales in memory that {@link Tape#floats} gave
     * @param other what the codes are made of besides the matrix; the matrix again if there is nothing
     */
    Tensor result(Tape tape, FloatBuffer scales, Tensor latent, Tensor other) {
        int rows = latent.rows();
        int columns = latent.columns();
        return scales.capacity() == 1 || equals(PER_ROW)
                ? tape.codedResult(tape.codes(rows, columns), rows, columns, scales, latent, other)
                : tape.result(rows, columns, latent, other);
    }

    /** What a quantizer prints after its name: nothing for one scale a matrix, else {@code .with(perRow)}. */
    String suffix() {
        return longest == 0 ? "" : ".with(" + word + ")";
    }

    /** In words: "one scale a row". */
    public String meaning() {
        return meaning;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Granularity that && longest == that.longest;
    }

    @Override
    public int hashCode() {
        return longest;
    }

    /** The expression that makes this granularity. */
    @Override
    public String toString() {
        return word;
    }
}
