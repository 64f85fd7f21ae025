package dev.tern.nn;

import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Bits;
import dev.tern.quant.Codes;
import dev.tern.quant.Granularity;
import dev.tern.quant.Learned;
import dev.tern.quant.MatrixQuantizer;
import dev.tern.quant.RangeSearch;
import dev.tern.quant.Scheme;
import dev.tern.quant.WeightQuantizer;
import dev.tern.tensor.LookedUpRows;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a network is quantized, and how: weights by parameter name, activations by place. While training, weights are
 * quantized anew at every step and activation ranges tracked; {@link #freeze} ends that, after which codes and ranges
 * are what is evaluated, stored and shipped.
 */
public final class Quantization {
    private final Map<String, MatrixQuantizer> weights = new LinkedHashMap<>();
    private final Map<String, ActivationQuantizer> activations = new LinkedHashMap<>();
    private final Map<String, Codes> codes = new HashMap<>();
    private final Map<String, Tensor> fixed = new HashMap<>();
    private final Arithmetic arithmetic;
    private boolean isFrozen;

    private Quantization(Arithmetic arithmetic) {
        this.arithmetic = arithmetic;
    }

    /** Nothing is quantized. */
    public static Quantization none() {
        return new Quantization(Arithmetic.MIXED);
    }

    /** One quantizer for all of a network's quantizable weights, one format for all of its places; null keeps fp32. */
    public static Quantization of(
            Network network, @Nullable WeightQuantizer quantizer, @Nullable Activations activations) {
        return of(network, Choices.everywhere(quantizer), Choices.everywhere(activations), Arithmetic.MIXED);
    }

    /**
     * A quantizer for each layer and a format for each place. The general choice of a quantizer goes to the
     * quantizable weights, a table with a scale a row; an exception goes to whatever it names, as it is. In integer
     * arithmetic what neither names is int8.
     *
     * @throws IllegalArgumentException if an exception names no layer or place of the network
     * @throws IllegalStateException if integer arithmetic is asked for and something would not be a whole number
     */
    public static Quantization of(
            Network network,
            Choices<WeightQuantizer> quantizers,
            Choices<Activations> activations,
            Arithmetic arithmetic) {
        quantizers.requireNames(network.layers(), "layer");
        activations.requireNames(network.places(arithmetic), "place");
        Quantization result = new Quantization(arithmetic);
        List<Parameter> usual = network.quantizable();
        for (Parameter p : network.matrices()) {
            Choices.Special<WeightQuantizer> special = quantizers.special(p.layer());
            WeightQuantizer general = usual.contains(p) ? quantizers.general() : arithmetic.usual();
            WeightQuantizer quantizer = special != null
                    ? special.choice()
                    : general != null && p.kind() == Parameter.Kind.TABLE
                            ? general.with(general.granularity().ofTable())
                            : general;
            arithmetic.require(p, quantizer);
            if (quantizer != null) {
                result.weights.put(p.name(), quantizer.start(p.value()));
            }
        }
        for (String place : network.places(arithmetic)) {
            Activations chosen = activations.of(place);
            arithmetic.require(place, chosen);
            if (chosen != null) {
                result.add(place, new ActivationQuantizer(place, chosen.bits(), chosen.scheme()));
            }
        }
        return result;
    }

    private void add(String place, ActivationQuantizer quantizer) {
        quantizer.requantizeBy(arithmetic.form());
        activations.put(place, quantizer);
    }

    /** How activations are quantized: {@code activations(int8, asymmetric)}. */
    public record Activations(Bits bits, Scheme scheme) {
        public Activations {
            if (!scheme.search().equals(RangeSearch.MIN_MAX)) {
                throw new IllegalArgumentException(scheme + " is a range for weights: an activation's follows the"
                        + " batches. Write activations(" + bits + ", "
                        + scheme.toString().replace(scheme.search().toString(), "") + ").");
            }
        }

        /** In a few letters: "int8", "binary". */
        public String label() {
            return (scheme.isBinary() ? scheme : bits).toString();
        }

        /** What stands between the brackets of {@code activations(...)}. */
        @Override
        public String toString() {
            return scheme.isBinary() ? scheme.toString() : bits + ", " + scheme;
        }
    }

    /** A quantization that was stored: codes by parameter name and frozen quantizers by place. */
    public static Quantization stored(Map<String, Codes> codes, Map<String, ActivationQuantizer> activations) {
        return stored(codes, activations, Arithmetic.MIXED);
    }

    /** The same in an arithmetic. */
    public static Quantization stored(
            Map<String, Codes> codes, Map<String, ActivationQuantizer> activations, Arithmetic arithmetic) {
        Quantization result = new Quantization(arithmetic);
        activations.forEach(result::add);
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
        MatrixQuantizer quantizer = weights.get(parameter.name());
        return quantizer == null ? parameter.value() : quantizer.quantize(tape, parameter.value());
    }

    /** The table as rows are looked up in it: the quantized rows, or the latent table. */
    Tensor table(Tape tape, Parameter parameter) {
        return weight(tape, parameter);
    }

    /** Whether a row of this parameter is quantized by itself, whatever the others are, or not at all. */
    boolean isQuantizedByRow(Parameter parameter) {
        MatrixQuantizer quantizer = weights.get(parameter.name());
        // What learns or remembers something of its matrix is no WeightQuantizer any more.
        boolean isByRow = quantizer == null
                || quantizer instanceof WeightQuantizer plain
                        && !plain.granularity().equals(Granularity.PER_TENSOR);
        return isByRow && !fixed.containsKey(parameter.name());
    }

    /** Some rows of a table, of which {@link #isQuantizedByRow} is true, with the bits they have in the whole. */
    Tensor rows(Tape tape, Parameter parameter, LookedUpRows rows) {
        Tensor latent = rows.select(tape, parameter.value());
        MatrixQuantizer quantizer = weights.get(parameter.name());
        return quantizer == null ? latent : quantizer.quantize(tape, latent);
    }

    /** The activation as the next product takes it: coded if this place is quantized, {@code x} otherwise. */
    Tensor activation(Tape tape, String place, Tensor x) {
        ActivationQuantizer quantizer = activations.get(place);
        return quantizer == null ? x : quantizer.apply(tape, x);
    }

    /** Quantizes once and for all what training does not change. */
    public void fixUntrained(Network network) {
        for (Parameter p : network.matrices()) {
            MatrixQuantizer quantizer = weights.get(p.name());
            if (quantizer != null && !network.trained().contains(p)) {
                fix(p.name(), quantizer.codes(p.value()));
            }
        }
    }

    /** Ends training: codes and ranges stay as they are. */
    public void freeze(Network network) {
        for (Parameter p : network.matrices()) {
            MatrixQuantizer quantizer = weights.get(p.name());
            if (quantizer != null && !fixed.containsKey(p.name())) {
                fix(p.name(), quantizer.codes(p.value()));
            }
        }
        activations.values().forEach(ActivationQuantizer::freeze);
        isFrozen = true;
    }

    /** As it would be if training ended now; training may go on. */
    Quantization frozenCopy(Network network) {
        Map<String, Codes> now = new LinkedHashMap<>(codes);
        for (Parameter p : network.matrices()) {
            MatrixQuantizer quantizer = weights.get(p.name());
            if (quantizer != null && !now.containsKey(p.name())) {
                now.put(p.name(), quantizer.codes(p.value()));
            }
        }
        Map<String, ActivationQuantizer> places = new LinkedHashMap<>();
        activations.forEach((place, quantizer) -> {
            ActivationQuantizer copy = new ActivationQuantizer(place, quantizer.bits(), quantizer.scheme());
            copy.restore(quantizer.range());
            places.put(place, copy);
        });
        return stored(now, places, arithmetic);
    }

    private void fix(String name, Codes value) {
        codes.put(name, value);
        fixed.put(name, value.tensor());
    }

    /** What the quantizers of these parameters, and those of every place, train along with them. */
    public List<Learned> learned(List<Parameter> trained) {
        List<Learned> all = new ArrayList<>();
        for (Parameter p : trained) {
            MatrixQuantizer quantizer = weights.get(p.name());
            if (quantizer != null) {
                all.addAll(quantizer.learned());
            }
        }
        activations.values().forEach(quantizer -> all.addAll(quantizer.learned()));
        return all;
    }

    /** To be called after every update of these parameters. */
    public void afterStep(List<Parameter> trained) {
        for (int i = 0; i < trained.size(); i++) {
            Parameter p = trained.get(i);
            MatrixQuantizer quantizer = weights.get(p.name());
            if (quantizer != null) {
                quantizer.afterStep(p.value());
            }
        }
        activations.values().forEach(ActivationQuantizer::afterStep);
    }

    /** A parameter as it is evaluated once training is over: quantized, or as it was trained. */
    public Tensor evaluated(Parameter parameter) {
        Tensor stored = fixed.get(parameter.name());
        return stored == null ? parameter.value() : stored;
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

    /** In what the operations between quantized products compute. */
    public Arithmetic arithmetic() {
        return arithmetic;
    }

    Operations operations() {
        return arithmetic.operations();
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
