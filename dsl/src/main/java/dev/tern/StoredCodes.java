package dev.tern;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.tern.io.CorruptFileException;
import dev.tern.io.SafetensorsFile;
import dev.tern.io.StoredTensor;
import dev.tern.nn.Parameter;
import dev.tern.quant.Codes;
import dev.tern.quant.Granularity;
import dev.tern.quant.Packing;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Quantized parameters in a model's file. A parameter is {@code NAME.codes} (I8 for 8-bit codes; else U8, a stream of
 * bits as {@link Packing} writes it), {@code NAME.scale} (F32) and, if the code of 0 is not 0, {@code NAME.zero} (I8),
 * one a group. The metadata {@code tern.weights} say of each: bits and granularity, {@code "3 perGroup(64)"}.
 */
final class StoredCodes {
    private static final String KEY = "tern.weights";

    private StoredCodes() {}

    /** Adds parameters' codes to the tensors and metadata of a file. */
    static void write(Map<String, Codes> parameters, Map<String, StoredTensor> tensors, Map<String, String> metadata) {
        Map<String, String> formats = new LinkedHashMap<>();
        parameters.forEach((name, codes) -> {
            byte[] packed = Packing.pack(codes.codes(), codes.bits());
            tensors.put(
                    name + ".codes",
                    codes.bits() == 8
                            ? StoredTensor.ofSigned(packed, codes.rows(), codes.columns())
                            : StoredTensor.ofUnsigned(packed, packed.length));
            tensors.put(name + ".scale", StoredTensor.of(codes.scales(), codes.scales().length));
            if (codes.hasZeroPoints()) {
                tensors.put(name + ".zero", StoredTensor.ofSigned(codes.zeroPoints(), codes.zeroPoints().length));
            }
            formats.put(name, codes.bits() + " " + codes.granularity());
        });
        if (!formats.isEmpty()) {
            metadata.put(KEY, new Gson().toJson(formats));
        }
    }

    /**
     * The codes of a parameter; null if it is stored as fp32.
     *
     * @throws CorruptFileException if they do not fit its shape
     */
    static @Nullable Codes read(SafetensorsFile file, Parameter parameter) {
        StoredTensor stored = file.tensors().get(parameter.name() + ".codes");
        StoredTensor scale = file.tensors().get(parameter.name() + ".scale");
        if (stored == null || scale == null) {
            return null;
        }
        StoredTensor zero = file.tensors().get(parameter.name() + ".zero");
        int rows = parameter.value().rows();
        int columns = parameter.value().columns();
        float[] scales = scale.toFloats();
        try {
            String format = format(file, parameter.name());
            byte[] packed = stored.toBytes();
            // A file of an earlier version says nothing: codes of 1, 2, 4 or 8 bits, a scale for the matrix or a row.
            int bits = format != null
                    ? Integer.parseInt(format.substring(0, format.indexOf(' ')))
                    : (int) (8L * packed.length / ((long) rows * columns));
            Granularity granularity = format != null
                    ? Granularity.parse(format.substring(format.indexOf(' ') + 1))
                    : scales.length == 1 ? Granularity.perTensor() : Granularity.perRow();
            byte[] codes = Packing.unpack(packed, rows * columns, bits);
            byte[] zeros = zero == null ? new byte[0] : zero.toBytes();
            return new Codes(codes, scales, zeros, granularity, rows, columns, bits);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | JsonParseException | IllegalStateException e) {
            throw new CorruptFileException(
                    file.file(),
                    "the codes of " + parameter.name() + " do not fit: " + e.getMessage(),
                    0,
                    "Save the model again with model.save(...).");
        }
    }

    private static @Nullable String format(SafetensorsFile file, String name) {
        String stored = file.metadata().get(KEY);
        JsonObject json = stored == null
                ? new JsonObject()
                : JsonParser.parseString(stored).getAsJsonObject();
        return json.has(name) ? json.get(name).getAsString() : null;
    }
}
