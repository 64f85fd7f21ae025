package dev.tern.nn;

import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Bits;
import dev.tern.quant.Codes;
import dev.tern.quant.Granularity;
import dev.tern.quant.Scheme;
import dev.tern.quant.WeightQuantizer;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a network is quantized, and how: weights by parameter name, activations by place. While training, weights are
 * quantized anew at every step and activation ranges tracked; {@link #freeze} ends that, after which codes and ranges
 * are what is evaluated, stored and shipped.
 */
public final class Quantization {
    private final Map<String, WeightQuantizer> weights = new LinkedHashMap<>();
    private final Map<String, ActivationQuantizer> activations = new LinkedHashMap<>();
    private final Map<String, Codes> codes = new HashMap<>();
    private final Map<String, Tensor> fixed = new HashMap<>();
    private boolean isFrozen;

    private Quantization() {}

    /** Nothing is quantized. */
    public static Quantization none() {
        return new Quantization();
    }

    /**
     * One quantizer for all of a network's quantizable weights, one format for all of its places. A table gets a scale a
     * row, a matrix what the quantizer says.
     *
     * @param quantizer null keeps the weights fp32
     * @param activations null keeps the activations fp32
     */
    public static Quantization of(
            Network network, @Nullable WeightQuantizer quantizer, @Nullable Activations activations) {
        Quantization result = new Quantization();
        if (quantizer != null) {
            for (Parameter p : network.quantizable()) {
                boolean isTable = p.kind() == Parameter.Kind.TABLE;
                result.weights.put(p.name(), isTable ? quantizer.with(Granularity.perRow()) : quantizer);
            }
        }
        if (activations != null) {
            for (String place : network.places()) {
                result.activations.put(place, new ActivationQuantizer(place, activations.bits(), activations.scheme()));
            }
        }
        return result;
    }

    /** How activations are quantized: {@code activations(int8, asymmetric)}. */
    public record Activations(Bits bits, Scheme scheme) {}

    /** A quantization that was stored: codes by parameter name and frozen quantizers by place. */
    public static Quantization stored(Map<String, Codes> codes, Map<String, ActivationQuantizer> activations) {
        Quantization result = new Quantization();
        result.activations.putAll(activations);
        codes.forEach(result::fix);
        result.isFrozen = true;
        return result;
    }

    /** The matrix as a product takes it: coded if this parameter is quantized, the latent matrix otherwise. */
    Tensor weight(Tape tape, Parameter parameter) {
        Tensor stored = fixed.get(parameter.name());
        if (stored != null) {
            return stored;
        }
        WeightQuantizer quantizer = weights.get(parameter.name());
        return quantizer == null ? parameter.value() : quantizer.quantize(tape, parameter.value());
    }

    /** The table as rows are looked up in it: the quantized rows, or the latent table. */
    Tensor table(Tape tape, Parameter parameter) {
        return weight(tape, parameter);
    }

    /** The activation as the next product takes it: coded if this place is quantized, {@code x} otherwise. */
    Tensor activation(Tape tape, String place, Tensor x) {
        ActivationQuantizer quantizer = activations.get(place);
        return quantizer == null ? x : quantizer.apply(tape, x);
    }

    /** Quantizes once and for all what training does not change. */
    public void fixUntrained(Network network) {
        for (Parameter p : network.quantizable()) {
            WeightQuantizer quantizer = weights.get(p.name());
            if (quantizer != null && !network.trained().contains(p)) {
                fix(p.name(), quantizer.codes(p.value()));
            }
        }
    }

    /** Ends training: codes and ranges stay as they are. */
    public void freeze(Network network) {
        for (Parameter p : network.quantizable()) {
            WeightQuantizer quantizer = weights.get(p.name());
            if (quantizer != null && !fixed.containsKey(p.name())) {
                fix(p.name(), quantizer.codes(p.value()));
            }
        }
        activations.values().forEach(ActivationQuantizer::freeze);
        isFrozen = true;
    }

    private void fix(String name, Codes value) {
        codes.put(name, value);
        if (value.scales().length == 1) {
            float[] integers = new float[value.codes().length];
            for (int i = 0; i < integers.length; i++) {
                integers[i] = value.codes()[i];
            }
            fixed.put(name, Tensor.ofCodes(integers, value.rows(), value.columns(), value.scales()[0]));
        } else {
            fixed.put(name, Tensor.of(value.values(), value.rows(), value.columns()));
        }
    }

    /** Codes and scales of a quantized parameter once training is over; null if it stays fp32. */
    public @Nullable Codes codes(String parameter) {
        if (!isFrozen) {
            throw new IllegalStateException("The codes of " + parameter + " change until training is over.");
        }
        return codes.get(parameter);
    }

    /** The quantizer of a place; null if its activations stay fp32. */
    public @Nullable ActivationQuantizer activation(String place) {
        return activations.get(place);
    }

    /** Whether weights are quantized. */
    public boolean hasWeights() {
        return !weights.isEmpty() || !codes.isEmpty();
    }

    /** Whether activations are quantized. */
    public boolean hasActivations() {
        return !activations.isEmpty();
    }
}
