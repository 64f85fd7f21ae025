package dev.tern.integer;

import dev.tern.stored.StoredMatrix;
import java.util.List;

/** The bound under which fp32 adds whole numbers exactly, which the forward pass of training relies on. */
final class ExactSums {
    private static final int EXACT = 1 << 24;
    private static final int EXACT_SCORE = 1 << 23;

    private ExactSums() {}

    /**
     * The fake-quantized forward holds a layer's sums in fp32, which is exact below 2²⁴ only.
     *
     * @param bias what is added to the sums
     * @param largest code of the input, counted from that of zero
     */
    static void require(String name, StoredMatrix codes, int[] bias, int largest) {
        for (int o = 0; o < codes.rows(); o++) {
            long sum = Math.abs((long) bias[o]);
            for (int k = 0; k < codes.columns(); k++) {
                sum += largest * (long) Math.abs(codes.integer(o, k));
            }
            if (sum >= EXACT) {
                // Codes shrink by about half with each bit less.
                int fewer = codes.bits() - 64 + Long.numberOfLeadingZeros(sum / EXACT);
                int fitting = List.of(6, 4, 3, 2).stream()
                        .filter(b -> b <= fewer)
                        .findFirst()
                        .orElse(2);
                throw new IllegalStateException("Output " + o + " of " + name + " may reach an accumulator of " + sum
                        + ", beyond the 2^24 that training computes exactly, because the layer is " + codes.columns()
                        + " wide. Add .weights(int" + fitting + ").forLayers(\"" + name + "\") to the recipe, or use"
                        + " .ternarize(TWN), and fit again.");
            }
        }
    }

    /** A score in fp32 gives its sum of products back, for an integer softmax, below 2²³ only. */
    static void requireScores(String layer, PlaceGrid queries, PlaceGrid keys, int headWidth) {
        long largest = (long) queries.largest() * keys.largest() * headWidth;
        if (largest >= EXACT_SCORE) {
            throw new IllegalStateException("A score of " + layer + "attention may reach a sum of " + largest
                    + ", beyond the 2^23 that an integer softmax is trained with exactly, because its heads are "
                    + headWidth + " wide. Use more heads, or .activations(int8, symmetric), and fit again.");
        }
    }
}
