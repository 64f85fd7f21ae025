package dev.tern.stored;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.tern.io.DType;
import dev.tern.io.StoredTensor;
import dev.tern.quant.Packing;
import org.jspecify.annotations.Nullable;

/**
 * Quantized parameters in a model's file. A parameter is {@code NAME.codes} (I8 for 8-bit codes; else U8, packed as
 * {@link Packing} writes it), {@code NAME.scale} (F32) and, if the code of 0 is not 0, {@code NAME.zero} (I8), one a
 * group. The metadata {@code tern.weights} say of each: bits, granularity and shape, {@code "3 perGroup(64) 384x384"}.
 * Two-bit codes that are all -1, 0 or 1 stand five in a byte, {@code "1.6 perTensor 384x384"}. In files of version 2 they
 * took two bits, and no shape was told.
 *
 * @param codes row-major, rows x columns
 * @param scales one a group
 * @param zeros the code of the value 0, one a group; empty if it is 0 everywhere
 * @param granularity which weights are a group, in the words of the file
 * @param rows number of rows
 * @param columns number of columns
 * @param bits of a code
 */
public record StoredMatrix(
        byte[] codes, float[] scales, byte[] zeros, String granularity, int rows, int columns, int bits) {
    /** The key of the formats in the metadata. */
    public static final String KEY = "tern.weights";

    /** The width of codes that stand five in a byte. */
    public static final String FIVE_IN_A_BYTE = "1.6";

    private static final String ONE_SCALE = "perTensor";
    private static final String SCALE_A_ROW = "perRow";

    /** The largest scale whose multiples by a code are still numbers. */
    private static final float LARGEST = Float.MAX_VALUE / 256;

    /** How a shape is written. */
    public static String shape(int rows, int columns) {
        return rows + "x" + columns;
    }

    /** Whether the sums of a row are whole numbers of one scale. */
    public boolean hasScaleOfRows() {
        return scales.length == 1 && granularity.equals(ONE_SCALE)
                || scales.length == rows && granularity.equals(SCALE_A_ROW);
    }

    /** The whole number that a scale multiplies, -255 to 255, of a matrix with one scale or one a row. */
    public int integer(int row, int column) {
        int zero = zeros.length == 0 ? 0 : zeros[zeros.length == 1 ? 0 : row];
        return codes[row * columns + column] - zero;
    }

    /**
     * The codes of a parameter; null if it is stored as fp32.
     *
     * @throws dev.tern.io.CorruptFileException if they do not fit its shape
     */
    public static @Nullable StoredMatrix read(StoredFile file, String name, int rows, int columns) {
        if (!file.has(name + ".codes")) {
            return null;
        }
        try {
            return readCodes(file, name, rows, columns);
        } catch (IllegalArgumentException
                | JsonParseException
                | IllegalStateException
                | UnsupportedOperationException e) {
            throw file.corrupt("the codes of " + name + " do not fit: " + e.getMessage());
        }
    }

    private static StoredMatrix readCodes(StoredFile file, String name, int rows, int columns) {
        StoredTensor stored = file.file().tensor(name + ".codes");
        byte[] packed = stored.toBytes();
        int count = Math.multiplyExact(rows, columns);
        int scaleCount = file.file().tensor(name + ".scale").bytes().remaining() / Float.BYTES;
        String[] format = format(file, name);
        if (format.length > 2 && !format[2].equals(shape(rows, columns))) {
            throw new IllegalArgumentException("they are " + format[2] + ", not " + shape(rows, columns));
        }
        // The first files say nothing: codes of 1, 2, 4 or 8 bits, a scale for the matrix or a row.
        String width = format.length > 0 ? format[0] : String.valueOf(8L * packed.length / count);
        String granularity = format.length > 0 ? format[1] : scaleCount == 1 ? ONE_SCALE : SCALE_A_ROW;
        boolean isTernary = width.equals(FIVE_IN_A_BYTE);
        int bits = isTernary ? 2 : Integer.parseInt(width);
        DType type = bits == 8 ? DType.I8 : DType.U8;
        if (!stored.type().equals(type)) {
            throw new IllegalArgumentException("they are of type " + stored.type() + ", not " + type);
        }
        byte[] codes = isTernary ? Packing.unpackBase3(packed, count) : Packing.unpack(packed, count, bits);
        float[] scales = file.finite(name + ".scale", scaleCount);
        for (float scale : scales) {
            // A row, or a part of one, that is all 0 may have the scale 0; a whole matrix never has it.
            if (!(scale > 0 && scale <= LARGEST || scale == 0 && scaleCount > 1)) {
                throw new IllegalArgumentException("a scale is " + scale);
            }
        }
        byte[] zeros = file.has(name + ".zero") ? file.bytes(name + ".zero", DType.I8) : new byte[0];
        return new StoredMatrix(codes, scales, zeros, granularity, rows, columns, bits);
    }

    /** Width, granularity and, from version 3 on, shape; nothing if the file tells nothing. */
    private static String[] format(StoredFile file, String name) {
        String stored = file.word(KEY);
        JsonObject json = stored.isEmpty()
                ? new JsonObject()
                : JsonParser.parseString(stored).getAsJsonObject();
        if (!json.has(name)) {
            return new String[0];
        }
        String[] words = json.get(name).getAsString().split(" ", 3);
        if (words.length < 2) {
            throw new IllegalArgumentException("\"" + words[0] + "\" does not name bits, granularity and shape");
        }
        return words;
    }
}
