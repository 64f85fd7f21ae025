package dev.tern.quant;

import dev.tern.tensor.Tensor;

/**
 * A quantized matrix as integers. The value at (row, column) is {@code scale * (code - zeroPoint)}, with the scale and
 * zero point of the group the weight is in.
 *
 * @param codes row-major, rows x columns
 * @param scales one a group: for the matrix, a row or a run of neighbours in a row
 * @param zeroPoints the code of the value 0, one a group; empty if it is 0 everywhere
 * @param granularity how the matrix is cut into groups
 * @param rows number of rows
 * @param columns number of columns
 * @param bits how many bits a code needs: b hold -2^(b-1) to 2^(b-1) - 1, 1 holds -1 and 1
 */
public record Codes(
        byte[] codes, float[] scales, byte[] zeroPoints, Granularity granularity, int rows, int columns, int bits) {
    public Codes {
        if (codes.length != rows * columns) {
            throw new IllegalArgumentException(
                    codes.length + " codes do not fill a matrix of " + rows + " x " + columns + ".");
        }
        int groups = granularity.scales(rows, columns);
        if (scales.length != groups) {
            throw new IllegalArgumentException(scales.length + " scales for " + rows + " x " + columns + " weights "
                    + granularity + ": give " + groups + ".");
        }
        if (zeroPoints.length != 0 && zeroPoints.length != groups) {
            throw new IllegalArgumentException(
                    zeroPoints.length + " zero points for " + groups + " scales: give as many, or none.");
        }
    }

    /** Codes whose 0 means 0, with one scale for the matrix or one a row. */
    public Codes(byte[] codes, float[] scales, int rows, int columns, int bits) {
        this(
                codes,
                scales,
                new byte[0],
                scales.length == 1 ? Granularity.PER_TENSOR : Granularity.PER_ROW,
                rows,
                columns,
                bits);
    }

    /** Whether no row, nor part of one, has a scale of its own. */
    public boolean hasOneScale() {
        return scales.length == 1;
    }

    /** Whether 0 may have another code than 0. */
    public boolean hasZeroPoints() {
        return zeroPoints.length > 0;
    }

    /** The scale of a row, which must have one only. */
    public float scale(int row) {
        if (scales.length > rows) {
            throw new IllegalStateException(
                    "These codes have a scale for each part of a row: ask for scale(row, column).");
        }
        return scale(row, 0);
    }

    /** The scale of a code. */
    public float scale(int row, int column) {
        return scales[granularity.group(row, column, columns)];
    }

    /** The code of the value 0 among the neighbours of a code. */
    public int zeroPoint(int row, int column) {
        return hasZeroPoints() ? zeroPoints[granularity.group(row, column, columns)] : 0;
    }

    /** The whole numbers that scales multiply, row-major: code - zeroPoint, -255 to 255. */
    public float[] integers() {
        float[] integers = new float[codes.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = codes[i];
        }
        if (hasZeroPoints()) {
            for (int i = 0; i < integers.length; i++) {
                integers[i] -= zeroPoint(i / columns, i % columns);
            }
        }
        return integers;
    }

    /** The matrix as products take it: coded, or real where a row has several scales. */
    public Tensor tensor() {
        return scales.length == 1 || granularity.equals(Granularity.PER_ROW)
                ? Tensor.ofCodes(integers(), rows, columns, scales)
                : Tensor.of(values(), rows, columns);
    }

    /** The real values, row-major: scale * (code - zeroPoint). */
    public float[] values() {
        float[] values = integers();
        for (int i = 0; i < values.length; i++) {
            values[i] *= scale(i / columns, i % columns);
        }
        return values;
    }

    /** How many codes stand for 0. */
    public int zeros() {
        int zeros = 0;
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] == zeroPoint(i / columns, i % columns)) {
                zeros++;
            }
        }
        return zeros;
    }

    /** Whether these are two-bit codes that are all -1, 0 or 1: five of them go into a byte. */
    public boolean isTernary() {
        if (bits != 2) {
            return false;
        }
        for (byte code : codes) {
            if (code < -1 || code > 1) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of codes, scales and zero points in a model's file. */
    public long storedBytes() {
        int packed = isTernary() ? Packing.base3Bytes(codes.length) : Packing.bytes(codes.length, bits);
        return packed + (long) Float.BYTES * scales.length + zeroPoints.length;
    }

    @Override
    public String toString() {
        return "Codes[" + rows + " x " + columns + ", " + bits + (bits == 1 ? " bit, " : " bits, ")
                + (hasOneScale() ? "scale " + scales[0] : scales.length + " scales")
                + (hasZeroPoints() ? " with zero points" : "") + "]";
    }
}
