package dev.tern;

import com.google.gson.Gson;
import dev.tern.io.StoredTensor;
import dev.tern.nn.Network;
import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Bits;
import dev.tern.quant.Range;
import dev.tern.quant.Scheme;
import dev.tern.stored.StoredFile;
import dev.tern.stored.StoredRange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Quantizers of activations to and from what {@link StoredRange} describes. */
final class StoredActivations {
    private StoredActivations() {}

    static void write(Network network, Map<String, StoredTensor> tensors, Map<String, String> metadata) {
        Map<String, String> formats = new LinkedHashMap<>();
        for (String place : network.places()) {
            ActivationQuantizer quantizer = network.quantization().activation(place);
            if (quantizer != null) {
                Range range = quantizer.range();
                tensors.put(StoredRange.tensor(place), StoredTensor.of(new float[] {range.low(), range.high()}, 2));
                formats.put(place, quantizer.bits() + " " + quantizer.scheme());
            }
        }
        if (!formats.isEmpty()) {
            metadata.put(StoredRange.KEY, new Gson().toJson(formats));
        }
    }

    static Map<String, ActivationQuantizer> read(StoredFile file, List<String> places) {
        Map<String, ActivationQuantizer> activations = new LinkedHashMap<>();
        StoredRange.read(file, places).forEach((place, stored) -> activations.put(place, read(file, place, stored)));
        return activations;
    }

    private static ActivationQuantizer read(StoredFile file, String place, StoredRange stored) {
        try {
            Bits bits = new Bits(stored.bits());
            Scheme scheme = Scheme.parse(stored.scheme());
            Range range = new Range(stored.low(), stored.high());
            if (!scheme.isDynamic()) {
                stored.requireFinite();
            }
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
