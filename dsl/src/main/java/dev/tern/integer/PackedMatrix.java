package dev.tern.integer;

import dev.tern.quant.Codes;
import dev.tern.quant.Granularity;
import dev.tern.quant.Packing;

/**
 * A matrix of codes as it is stored: a stream of bits, rows one after the other.
 *
 * @param packed the bytes, first code in the low bits
 * @param scales one a group of weights
 * @param zeroPoints one a group, or none where 0 has the code 0
 * @param granularity which weights are a group
 * @param rows outputs of a linear layer, or words of a table
 * @param columns inputs of a linear layer, or the width of a table
 * @param bits of a code
 */
public record PackedMatrix(
        byte[] packed, float[] scales, byte[] zeroPoints, Granularity granularity, int rows, int columns, int bits) {

    /** Packs codes. */
    public static PackedMatrix of(Codes codes) {
        return new PackedMatrix(
                Packing.pack(codes.codes(), codes.bits()),
                codes.scales(),
                codes.zeroPoints(),
                codes.granularity(),
                codes.rows(),
                codes.columns(),
                codes.bits());
    }

    /** All codes, one a byte. */
    public byte[] unpack() {
        return Packing.unpack(packed, rows * columns, bits);
    }

    /** The codes of one row, read where they are packed. */
    public void unpackRow(int row, byte[] into) {
        Packing.unpack(packed, row * columns, bits, into, columns);
    }

    /**
     * The real values of one row: scale * (code - zero point).
     *
     * @param codes room for a row of codes
     * @param into where the values go
     * @param at where in {@code into} they begin
     */
    public void unpackRow(int row, byte[] codes, float[] into, int at) {
        unpackRow(row, codes);
        for (int c = 0; c < columns; c++) {
            int group = granularity.group(row, c, columns);
            int zero = zeroPoints.length == 0 ? 0 : zeroPoints[group];
            into[at + c] = (codes[c] - zero) * scales[group];
        }
    }

    /** How a trace names the codes: "ternary", "int4". */
    public String type() {
        return bits == 1 ? "binary" : bits == 2 && zeroPoints.length == 0 ? "ternary" : "int" + bits;
    }

    /** Bytes of codes, scales and zero points. */
    public long bytes() {
        return packed.length + 4L * scales.length + zeroPoints.length;
    }
}
