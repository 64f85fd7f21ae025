package dev.tern.integer;

import dev.tern.fixed.Constants;
import dev.tern.quant.Packing;
import dev.tern.stored.StoredMatrix;
import dev.tern.tensor.Scales;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the layers of a network trained in integer arithmetic into a {@link ProgramState}: the last place where anything
 * is real. Constants come from {@link Constants}, which training took them from.
 */
final class Lowering {
    private final Trained network;
    private final ProgramState state = ProgramState.empty();

    Lowering(Trained network) {
        this.network = network;
    }

    ProgramState state() {
        return state;
    }

    PlaceGrid place(String name) {
        return network.place(name);
    }

    /** What a code of a place is worth. */
    float scale(String place) {
        return place(place).scale();
    }

    /** Adds a place whose whole numbers are worth {@code from}. */
    void addPlace(String name, float from) {
        PlaceGrid place = place(name);
        Constants.Ratio ratio = Constants.ratio(from, place.scale());
        state.put(name, ratio.multiplier(), ratio.shift(), place.lowest(), place.highest(), place.zero());
    }

    /**
     * Adds an affine layer, both halves if it is split.
     *
     * @param out its width
     * @param in that of its input
     * @return what its sums are worth
     */
    float addDense(String name, String inputPlace, int out, int in) {
        PlaceGrid input = place(inputPlace);
        List<String> halves = new ArrayList<>(List.of(name));
        if (network.has(name + ".split")) {
            halves.add(name + ".split");
        }
        List<StoredMatrix> codes =
                halves.stream().map(half -> network.matrix(half, out, in)).toList();
        float[] bias = network.numbers(name + ".bias", out);
        boolean isPlain = halves.size() == 1 && codes.get(0).scales().length == 1;
        float scale = isPlain
                ? input.scale() * codes.get(0).scales()[0]
                : Constants.commonScale(
                        input.scale(), codes.stream().map(StoredMatrix::scales).toList());
        int[] added = isPlain ? Scales.biasCodes(bias, scale) : Constants.codes(bias, out, scale);
        for (int i = 0; i < halves.size(); i++) {
            StoredMatrix each = codes.get(i);
            int[] none = new int[each.rows()];
            ExactSums.require(halves.get(i), each, isPlain ? added : none, input.largest());
            addCodes(halves.get(i), each);
            state.put(halves.get(i) + ".shape", each.rows(), each.columns(), each.bits(), input.zero());
            state.put(halves.get(i) + ".bias", i == 0 ? added : none);
            if (!isPlain) {
                float[] scales = Constants.columnScales(input.scale(), each.scales(), each.rows());
                state.put(halves.get(i) + ".columns", Constants.columnMultipliers(scales, scale));
            }
        }
        return scale;
    }

    /** Adds an affine layer whose sums a function at fixed scale takes. */
    void addDenseFixed(String name, String inputPlace, int out, int in) {
        float scale = addDense(name, inputPlace, out, in);
        if (scale != Constants.UNIT) {
            Constants.Ratio ratio = Constants.ratio(scale, Constants.UNIT);
            state.put(name + ".fixed", ratio.multiplier(), ratio.shift());
        }
    }

    /** Adds an embedding table. */
    void addTable(String name, int rows, int columns) {
        StoredMatrix codes = network.matrix(name, rows, columns);
        addCodes(name, codes);
        state.put(name + ".shape", codes.rows(), codes.columns(), codes.bits());
        float[] scales = codes.scales();
        int[] multipliers = new int[scales.length];
        for (int i = 0; i < scales.length; i++) {
            multipliers[i] = Constants.tableMultiplier(scales[i]);
        }
        state.put(name + ".multipliers", multipliers);
    }

    private void addCodes(String name, StoredMatrix codes) {
        state.put(name + ".codes", Packing.pack(codes.codes(), codes.bits()));
        if (codes.zeros().length > 0) {
            int[] zeros = new int[codes.zeros().length];
            for (int i = 0; i < zeros.length; i++) {
                zeros[i] = codes.zeros()[i];
            }
            state.put(name + ".zeros", zeros);
        }
    }

    /** Adds a LayerNorm. */
    void addNorm(String name, int width) {
        float[] gamma = network.numbers(name + ".gamma", width);
        float[] beta = network.numbers(name + ".beta", width);
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
