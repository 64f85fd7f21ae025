package dev.tern.nn;

import dev.tern.quant.Binarizer;
import dev.tern.quant.Codes;
import dev.tern.quant.TernarySplit;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** Splits the ternary matrices of a trained encoder into halves for binarization: {@link TernarySplit} in place. */
public final class WeightSplitting {
    private WeightSplitting() {}

    /** The layers of a trained encoder that can be split, in order: those whose codes are -1, 0 and 1. */
    public static List<String> splittable(BertClassifier network) {
        if (!network.splitLayers().isEmpty()) {
            return List.of();
        }
        return network.quantizable().stream()
                .filter(p -> {
                    Codes codes = network.quantization().codes(p.name());
                    return codes != null && isTernary(codes.codes());
                })
                .map(Parameter::layer)
                .toList();
    }

    private static boolean isTernary(byte[] codes) {
        return IntStream.range(0, codes.length).allMatch(i -> codes[i] >= -1 && codes[i] <= 1);
    }

    /**
     * A network of its own memory, fp32, in which these layers are two halves each. Binarized by BWN, as it is, its
     * logits are those of the ternary network. Biases, LayerNorm, positions, types and the classifier are copied; the
     * bias belongs to the first half. (BinaryBERT gives each half one half of the bias, which is the same sum.)
     *
     * @param layers among {@link #splittable}
     */
    public static BertClassifier of(BertClassifier ternary, Collection<String> layers) {
        List<String> possible = splittable(ternary);
        for (String layer : layers) {
            if (!possible.contains(layer)) {
                throw new IllegalArgumentException(
                        "The layer " + layer + " has no ternary weights to split. Add .ternarize(TWN) and fit again.");
            }
        }
        BertClassifier split = ternary.split(layers);
        for (String layer : layers) {
            Codes codes =
                    java.util.Objects.requireNonNull(ternary.quantization().codes(layer + ".weight"), layer);
            TernarySplit halves = TernarySplit.of(ternary.matrix(layer).value().toFloats(), codes);
            split.matrix(layer).set(halves.firstFloats());
            split.matrix(layer + ".split").set(secondOf(halves));
        }
        return split;
    }

    /**
     * The second half. Of a matrix of zeros with one scale BWN makes tiny numbers, all of the same sign; so its second
     * half is as tiny and negative, and the two cancel.
     */
    private static float[] secondOf(TernarySplit halves) {
        float[] second = halves.secondFloats();
        boolean isAllZeros =
                halves.groups().size() == 1 && halves.groups().get(0).mode() == TernarySplit.Mode.ZERO;
        if (isAllZeros) {
            java.util.Arrays.fill(second, -Binarizer.SCALE_OF_ZEROS);
        }
        return second;
    }
}
