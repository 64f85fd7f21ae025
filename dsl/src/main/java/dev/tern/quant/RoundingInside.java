package dev.tern.quant;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Rounding;
import dev.tern.tensor.Tape;

/** An {@link ActivationQuantizer} at work inside the operation that makes the values: no tensor lies between. */
final class RoundingInside implements Rounding, Rounding.Codes {
    private static final Kind<RoundingInside> KIND = new Kind<>(RoundingInside::new);
    private static final ActivationQuantizer NOBODY = new ActivationQuantizer("", Bits.INT8, Scheme.ASYMMETRIC);

    private final Fit fit = new Fit();
    private ActivationQuantizer quantizer = NOBODY;
    private boolean follows;

    private RoundingInside() {}

    /** For one operation of a tape. */
    static RoundingInside of(Tape tape, ActivationQuantizer quantizer) {
        RoundingInside rounding = tape.take(KIND);
        rounding.quantizer = quantizer;
        rounding.follows = tape.isRecording() && !quantizer.isFrozen();
        return rounding;
    }

    @Override
    public void range(float[] values, int count, float[] ends) {
        Kernels.BEST.range(values, count, ends);
    }

    @Override
    public Codes start(float lowest, float highest) {
        if (follows) {
            quantizer.source().follow(lowest, highest);
        }
        fit.to(quantizer, lowest, highest);
        return this;
    }

    @Override
    public float scale() {
        return (float) fit.grid.scale();
    }

    @Override
    public void round(float[] values, int count, float[] codes) {
        fit.grid.round(values, count, codes);
    }

    @Override
    public void pass(float[] values, float[] arriving, int count, float[] sum) {
        Kernels.BEST.passStrictlyInside(values, arriving, count, fit.passLow(), fit.passHigh(), sum);
    }
}
