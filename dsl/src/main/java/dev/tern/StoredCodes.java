package dev.tern;

import com.google.gson.Gson;
import dev.tern.io.StoredTensor;
import dev.tern.nn.Parameter;
import dev.tern.quant.Codes;
import dev.tern.quant.Granularity;
import dev.tern.quant.Packing;
import dev.tern.stored.StoredFile;
import dev.tern.stored.StoredMatrix;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Codes of parameters to and from what {@link StoredMatrix} describes. */
final class StoredCodes {
    private StoredCodes() {}

    /** Adds parameters' codes to the tensors and metadata of a file. */
    static void write(Map<String, Codes> parameters, Map<String, StoredTensor> tensors, Map<String, String> metadata) {
        Map<String, String> formats = new LinkedHashMap<>();
        parameters.forEach((name, codes) -> {
            boolean isTernary = codes.isTernary();
            byte[] packed = isTernary ? Packing.packBase3(codes.codes()) : Packing.pack(codes.codes(), codes.bits());
            tensors.put(
                    name + ".codes",
                    codes.bits() == 8
                            ? StoredTensor.ofSigned(packed, codes.rows(), codes.columns())
                            : StoredTensor.ofUnsigned(packed, packed.length));
            tensors.put(name + ".scale", StoredTensor.of(codes.scales(), codes.scales().length));
            if (codes.hasZeroPoints()) {
                tensors.put(name + ".zero", StoredTensor.ofSigned(codes.zeroPoints(), codes.zeroPoints().length));
            }
            formats.put(
                    name,
                    (isTernary ? StoredMatrix.FIVE_IN_A_BYTE : codes.bits()) + " " + codes.granularity() + " "
                            + StoredMatrix.shape(codes.rows(), codes.columns()));
        });
        if (!formats.isEmpty()) {
            metadata.put(StoredMatrix.KEY, new Gson().toJson(formats));
        }
    }

    /**
     * The codes of a parameter; null if it is stored as fp32.
     *
     * @throws dev.tern.io.CorruptFileException if they do not fit its shape
     */
    static @Nullable Codes read(StoredFile file, Parameter parameter) {
        StoredMatrix found = StoredMatrix.read(
                file,
                parameter.name(),
                parameter.value().rows(),
                parameter.value().columns());
        if (found == null) {
            return null;
        }
        try {
            return new Codes(
                    found.codes(),
                    found.scales(),
                    found.zeros(),
                    Granularity.parse(found.granularity()),
                    found.rows(),
                    found.columns(),
                    found.bits());
        } catch (IllegalArgumentException e) {
            throw file.corrupt("the codes of " + parameter.name() + " do not fit: " + e.getMessage());
        }
    }
}
