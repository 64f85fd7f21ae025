package dev.tern.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.quant.BitAllocation;

/** mixed_precision.json: the optimum of sensitivities under a budget of bits. */
public final class MixedPrecisionGolden {
    private MixedPrecisionGolden() {}

    public static void check(GoldenCase c) {
        int[] bits = c.paramInts("choices");
        int[] sizes = c.ints("sizes");
        double[] flat = c.doubles("sensitivity");
        double[][] losses = new double[sizes.length][bits.length];
        for (int i = 0; i < flat.length; i++) {
            losses[i / bits.length][i % bits.length] = flat[i];
        }
        BitAllocation best = BitAllocation.best(sizes, bits, losses, c.integer("budget_bits"));
        c.isExactly(
                "bits", best.choices().stream().mapToInt(choice -> bits[choice]).toArray());
        c.isClose("sensitivity", GoldenCase.DOUBLE, best.loss());
        c.isClose("cost_bits", 0, best.cost());
        assertThat(best.cost()).isLessThanOrEqualTo(c.integer("budget_bits"));
    }
}
