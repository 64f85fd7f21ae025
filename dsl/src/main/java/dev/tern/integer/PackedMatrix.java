package dev.tern.integer;

import dev.tern.quant.Codes;
import dev.tern.quant.Packing;

/**
 * A matrix of codes as it is stored: 2 bits a ternary code, 8 bits otherwise, rows one after the other.
 *
 * @param packed the bytes, first code in the low bits
 * @param scales one for the matrix, or one a row
 * @param rows outputs of a linear layer, or words of a table
 * @param columns inputs of a linear layer, or the width of a table
 * @param bits of a code
 */
public record PackedMatrix(byte[] packed, float[] scales, int rows, int columns, int bits) {

    /** Packs codes. */
    public static PackedMatrix of(Codes codes) {
        return new PackedMatrix(
                Packing.pack(codes.codes(), codes.bits()), codes.scales(), codes.rows(), codes.columns(), codes.bits());
    }

    /** All codes, one a byte. */
    public byte[] unpack() {
        return Packing.unpack(packed, rows * columns, bits);
    }

    /** The codes of one row, read where they are packed. */
    public void unpackRow(int row, byte[] into) {
        int perByte = 8 / bits;
        int first = row * columns;
        for (int c = 0; c < columns; c++) {
            int index = first + c;
            int bitsFromTop = 32 - bits;
            int field = packed[index / perByte] >> (index % perByte * bits);
            into[c] = (byte) (bits == 1 ? 2 * (field & 1) - 1 : field << bitsFromTop >> bitsFromTop);
        }
    }

    /** The scale of a row. */
    public float scale(int row) {
        return scales.length == 1 ? scales[0] : scales[row];
    }

    /** Bytes of codes and scales. */
    public long bytes() {
        return packed.length + 4L * scales.length;
    }
}
