package dev.tern.stored;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Quantized activations in a model's file: {@code activation.PLACE} (F32) holds the low and the high end of a place's
 * range, or, if every batch has its own, of the limits to that. The metadata {@code tern.activations} say of each place
 * bits and scheme: {@code "int8 asymmetric"}.
 *
 * @param bits of a code
 * @param scheme the expression that makes the scheme
 * @param low end of the range
 * @param high end of the range
 */
public record StoredRange(int bits, String scheme, float low, float high) {
    /** The key of the formats in the metadata. */
    public static final String KEY = "tern.activations";

    /** The tensor of a place. */
    public static String tensor(String place) {
        return "activation." + place;
    }

    /** Neither end may be infinite. */
    public void requireFinite() {
        if (Float.isInfinite(low) || Float.isInfinite(high)) {
            throw new IllegalArgumentException("its range holds an infinite number");
        }
    }

    /** Those of these places that are quantized. */
    public static Map<String, StoredRange> read(StoredFile file, Collection<String> places) {
        Map<String, StoredRange> found = new LinkedHashMap<>();
        if (file.word(KEY).isEmpty()) {
            return found;
        }
        JsonObject formats;
        try {
            formats = JsonParser.parseString(file.word(KEY)).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw file.corrupt("its metadata do not say how activations are quantized");
        }
        for (String place : places) {
            if (formats.has(place)) {
                found.put(place, read(file, place, formats));
            }
        }
        return found;
    }

    private static StoredRange read(StoredFile file, String place, JsonObject formats) {
        try {
            String format = formats.get(place).getAsString();
            int space = format.indexOf(' ');
            if (!format.startsWith("int") || space < 4) {
                throw new IllegalArgumentException("\"" + format + "\" does not name bits and scheme");
            }
            int bits = Integer.parseInt(format.substring(3, space));
            float[] ends = file.floats(tensor(place), 2);
            return new StoredRange(bits, format.substring(space + 1), ends[0], ends[1]);
        } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
            throw file.corrupt("the activations at " + place + " are of no known format: " + e.getMessage());
        }
    }
}
