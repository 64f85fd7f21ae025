package dev.tern;

/**
 * A number of bytes: {@code mebibytes(1.5)}. The size of a model is counted as {@code model.layers()} does: codes, scales
 * and fp32 numbers, without the vocabulary and the names in the file.
 *
 * @param mebibytes of 1,048,576 bytes each, above 0
 */
public record Size(double mebibytes) {
    public Size {
        if (!(mebibytes > 0) || Double.isInfinite(mebibytes)) {
            throw new IllegalArgumentException(
                    "mebibytes(" + mebibytes + ") is no size: give a number above 0, such as mebibytes(16.5).");
        }
    }

    /** Whole bytes. */
    long bytes() {
        return (long) Math.floor(mebibytes * 1048576);
    }

    /** The expression that makes this size. */
    @Override
    public String toString() {
        return "mebibytes(" + mebibytes + ")";
    }
}
