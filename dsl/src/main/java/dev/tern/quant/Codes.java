package dev.tern.quant;

/**
 * A quantized matrix as integers: the real value at (row, column) is {@code scale(row) * codes[row * columns + column]}.
 *
 * @param codes row-major, rows x columns
 * @param scales one for the whole matrix, or one a row
 * @param rows number of rows
 * @param columns number of columns
 * @param bits how many bits a code needs: 2 holds -1, 0 and 1; 8 holds -127 to 127
 */
public record Codes(byte[] codes, float[] scales, int rows, int columns, int bits) {
    public Codes {
        if (codes.length != rows * columns) {
            throw new IllegalArgumentException(
                    codes.length + " codes do not fill a matrix of " + rows + " x " + columns + ".");
        }
        if (scales.length != 1 && scales.length != rows) {
            throw new IllegalArgumentException(
                    scales.length + " scales for " + rows + " rows: give one for the matrix or one a row.");
        }
    }

    /** The scale of a row. */
    public float scale(int row) {
        return scales.length == 1 ? scales[0] : scales[row];
    }

    /** The real values, row-major: scale times code. */
    public float[] values() {
        float[] values = new float[codes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = scale(i / columns) * codes[i];
        }
        return values;
    }

    /** How many codes are zero. */
    public int zeros() {
        int zeros = 0;
        for (byte code : codes) {
            if (code == 0) {
                zeros++;
            }
        }
        return zeros;
    }

    @Override
    public String toString() {
        return "Codes[" + rows + " x " + columns + ", " + bits + " bits, "
                + (scales.length == 1 ? "scale " + scales[0] : scales.length + " scales") + "]";
    }
}
