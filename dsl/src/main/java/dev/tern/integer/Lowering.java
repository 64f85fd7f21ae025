package dev.tern.integer;

import dev.tern.fixed.Constants;
import dev.tern.fixed.WholeProduct;
import dev.tern.fixed.WholeTable;
import dev.tern.nn.Network;
import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Codes;
import dev.tern.quant.Grid;
import dev.tern.quant.Packing;
import dev.tern.tensor.Linear;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the layers of a network trained in integer arithmetic into a {@link ProgramState}: the last place where anything
 * is real. Constants come from {@link Constants}, which training took them from.
 */
final class Lowering {
    private final Network network;
    private final ProgramState state = ProgramState.empty();

    Lowering(Network network) {
        this.network = network;
    }

    ProgramState state() {
        return state;
    }

    Place place(String name) {
        return new Place(name, network.quantization().activation(name));
    }

    /** What a code of a place is worth. */
    float scale(String place) {
        return place(place).scale();
    }

    /** Adds a place whose whole numbers are worth {@code from}. */
    void addPlace(String name, float from) {
        Place place = place(name);
        ActivationQuantizer quantizer =
                java.util.Objects.requireNonNull(network.quantization().activation(name), name);
        Grid grid = quantizer.grid();
        Constants.Ratio ratio = Constants.ratio(from, place.scale());
        state.put(
                name,
                ratio.multiplier(),
                ratio.shift(),
                grid.lowest() - grid.zeroPoint(),
                grid.highest() - grid.zeroPoint(),
                place.zero());
    }

    /**
     * Adds an affine layer, both halves if it is split.
     *
     * @return what its sums are worth
     */
    float addDense(String name, String inputPlace) {
        Place input = place(inputPlace);
        List<String> halves = new ArrayList<>(List.of(name));
        if (network.layers().contains(name + ".split")) {
            halves.add(name + ".split");
        }
        List<Codes> codes = halves.stream()
                .map(half -> IntegerDense.integers(half, network.quantization().codes(half + ".weight")))
                .toList();
        Tensor bias = network.parameter(name + ".bias").value();
        boolean isPlain = halves.size() == 1 && codes.get(0).hasOneScale();
        float scale = isPlain
                ? input.scale() * codes.get(0).scales()[0]
                : WholeProduct.commonScale(
                        input.scale(), codes.stream().map(Codes::scales).toList());
        int[] added = isPlain ? Linear.biasCodes(bias, scale) : Constants.codes(bias.toFloats(), bias.size(), scale);
        for (int i = 0; i < halves.size(); i++) {
            Codes each = codes.get(i);
            int[] none = new int[each.rows()];
            ExactSums.require(halves.get(i), each, isPlain ? added : none, input.largest());
            addCodes(halves.get(i), each);
            state.put(halves.get(i) + ".shape", each.rows(), each.columns(), each.bits(), input.zero());
            state.put(halves.get(i) + ".bias", i == 0 ? added : none);
            if (!isPlain) {
                float[] scales = WholeProduct.scales(input.scale(), each.scales(), each.rows());
                state.put(halves.get(i) + ".columns", Constants.columnMultipliers(scales, scale));
            }
        }
        return scale;
    }

    /** Adds an affine layer whose sums a function at fixed scale takes. */
    void addDenseFixed(String name, String inputPlace) {
        float scale = addDense(name, inputPlace);
        if (scale != Constants.UNIT) {
            Constants.Ratio ratio = Constants.ratio(scale, Constants.UNIT);
            state.put(name + ".fixed", ratio.multiplier(), ratio.shift());
        }
    }

    /** Adds an embedding table. */
    void addTable(String name) {
        Codes codes = IntegerDense.integers(name, network.quantization().codes(name + ".weight"));
        addCodes(name, codes);
        state.put(name + ".shape", codes.rows(), codes.columns(), codes.bits());
        float[] scales = codes.scales();
        int[] multipliers = new int[scales.length];
        for (int i = 0; i < scales.length; i++) {
            multipliers[i] = WholeTable.multiplier(scales[i]);
        }
        state.put(name + ".multipliers", multipliers);
    }

    private void addCodes(String name, Codes codes) {
        state.put(name + ".codes", Packing.pack(codes.codes(), codes.bits()));
        if (codes.hasZeroPoints()) {
            int[] zeros = new int[codes.zeroPoints().length];
            for (int i = 0; i < zeros.length; i++) {
                zeros[i] = codes.zeroPoints()[i];
            }
            state.put(name + ".zeros", zeros);
        }
    }

    /** Adds a LayerNorm. */
    void addNorm(String name) {
        float[] gamma = network.parameter(name + ".gamma").value().toFloats();
        float[] beta = network.parameter(name + ".beta").value().toFloats();
        int exponent = Constants.exponent(gamma);
        state.put(name + ".gamma", Constants.weights(gamma, exponent));
        state.put(name + ".beta", Constants.codes(beta, beta.length, Constants.UNIT));
        state.put(name + ".exponent", exponent);
    }

    /** Adds the attention of a layer: the ratio from a product of codes to the argument of an exponential. */
    void addScores(String layer, float factor) {
        Constants.Ratio ratio = Constants.exponent(factor);
        state.put(layer + "scores", ratio.multiplier(), ratio.shift());
    }
}
