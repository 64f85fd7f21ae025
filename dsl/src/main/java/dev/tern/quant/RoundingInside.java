package dev.tern.quant;

import dev.tern.tensor.Rounding;
import java.util.function.Function;

/** An {@link ActivationQuantizer} at work inside the operation that makes the values: no tensor lies between. */
final class RoundingInside implements Rounding {
    /**
     * What a batch is rounded to.
     *
     * @param passes real values between which, both excluded, rounding counts as straight through
     */
    record Chosen(Grid grid, Range passes) {}

    private final Function<Range, Chosen> choice;

    /** @param choice from a batch's range */
    RoundingInside(Function<Range, Chosen> choice) {
        this.choice = choice;
    }

    @Override
    public void range(float[] values, int count, float[] ends) {
        Kernels.BEST.range(values, count, ends);
    }

    @Override
    public Codes start(float lowest, float highest) {
        Chosen chosen = choice.apply(new Range(lowest, highest));
        ActivationQuantizer.Rounder rounder = ActivationQuantizer.realRounder(chosen.grid);
        return new Codes() {
            @Override
            public float scale() {
                return (float) chosen.grid.scale();
            }

            @Override
            public void round(float[] values, int count, float[] codes) {
                rounder.round(values, count, codes);
            }

            @Override
            public void pass(float[] values, float[] arriving, int count, float[] sum) {
                Kernels.BEST.passStrictlyInside(
                        values, arriving, count, chosen.passes.low(), chosen.passes.high(), sum);
            }
        };
    }
}
