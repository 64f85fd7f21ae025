package dev.tern;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.tern.io.StoredTensor;
import dev.tern.nn.Network;
import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Bits;
import dev.tern.quant.Range;
import dev.tern.quant.Scheme;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Quantized activations in a model's file: {@code activation.PLACE} (F32) holds the low and the high end of a place's
 * range, or, if every batch has its own, of the limits to that. The metadata {@code tern.activations} say of each place
 * bits and scheme: {@code "int8 asymmetric"}.
 */
final class StoredActivations {
    private static final String KEY = "tern.activations";

    private StoredActivations() {}

    static void write(Network network, Map<String, StoredTensor> tensors, Map<String, String> metadata) {
        Map<String, String> formats = new LinkedHashMap<>();
        for (String place : network.places()) {
            ActivationQuantizer quantizer = network.quantization().activation(place);
            if (quantizer != null) {
                Range range = quantizer.range();
                tensors.put(tensor(place), StoredTensor.of(new float[] {range.low(), range.high()}, 2));
                formats.put(place, quantizer.bits() + " " + quantizer.scheme());
            }
        }
        if (!formats.isEmpty()) {
            metadata.put(KEY, new Gson().toJson(formats));
        }
    }

    private static String tensor(String place) {
        return "activation." + place;
    }

    static Map<String, ActivationQuantizer> read(StoredFile file, List<String> places) {
        Map<String, ActivationQuantizer> activations = new LinkedHashMap<>();
        if (file.word(KEY).isEmpty()) {
            return activations;
        }
        JsonObject formats;
        try {
            formats = JsonParser.parseString(file.word(KEY)).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw file.corrupt("its metadata do not say how activations are quantized");
        }
        for (String place : places) {
            if (formats.has(place)) {
                activations.put(place, read(file, place, formats));
            }
        }
        return activations;
    }

    private static ActivationQuantizer read(StoredFile file, String place, JsonObject formats) {
        try {
            String format = formats.get(place).getAsString();
            int space = format.indexOf(' ');
            if (!format.startsWith("int") || space < 4) {
                throw new IllegalArgumentException("\"" + format + "\" does not name bits and scheme");
            }
            Bits bits = new Bits(Integer.parseInt(format.substring(3, space)));
            Scheme scheme = Scheme.parse(format.substring(space + 1));
            float[] ends = scheme.isDynamic() ? file.floats(tensor(place), 2) : file.finite(tensor(place), 2);
            Range range = new Range(ends[0], ends[1]);
            if (!scheme.isBinary()) {
                requireGrid(scheme.grid(scheme.isDynamic() ? new Range(-1, 1) : range, bits)
                        .scale());
            }
            ActivationQuantizer quantizer = new ActivationQuantizer(place, bits, scheme);
            quantizer.restore(range);
            return quantizer;
        } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
            throw file.corrupt("the activations at " + place + " are of no known format: " + e.getMessage());
        }
    }

    private static void requireGrid(double scale) {
        if (!(scale > 0 && scale <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("its step is " + scale);
        }
    }
}
