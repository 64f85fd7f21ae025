package dev.tern.golden;

import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Bits;
import dev.tern.quant.Grid;
import dev.tern.quant.LsqPlus;
import dev.tern.quant.MinMax;
import dev.tern.quant.Range;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;

/**
 * lsqplus.json. Tern counts codes from 0 up; a signed case, counted from n up with offset b, is the unsigned one with
 * offset b + n s. Its gradient of s at fixed b is then that at fixed offset plus n times that of the offset, and its
 * gradient scale has p in place of 2^b - 1.
 */
public final class LsqPlusGolden {
    private LsqPlusGolden() {}

    public static void check(GoldenCase c) {
        Bits bits = new Bits(c.integer("bits"));
        int lowest = c.integer("n");
        double step = c.number("step");
        double offset = c.number("offset") + lowest * step;
        Tensor x = c.matrix("x").requireGradient();
        c.isClose(
                "init_weight_step",
                GoldenCase.FLOAT,
                LsqPlus.LSQ_PLUS.bits(bits).codes(x).scales());
        // What the search for the least squared error begins with.
        Grid first = MinMax.floatOffset(Range.of(c.floats("x")), bits);
        c.isClose("init_act_minmax_step", GoldenCase.FLOAT, first.scale());
        c.isClose("init_act_minmax_offset", GoldenCase.FLOAT, first.offset() - lowest * first.scale());

        ActivationQuantizer quantizer = new ActivationQuantizer("here", bits, LsqPlus.LSQ_PLUS.floatOffset());
        Tensor value = quantizer.learned().get(0).value();
        try (Tape tape = Tape.forTraining(1)) {
            quantizer.apply(tape, x);
            double width = quantizer.grid().scale() * bits.levels();
            value.data().put(0, (float) (step * bits.levels() / width));
            value.data().put(1, (float) (offset / width));
            Tensor output = quantizer.apply(tape, x);
            float[] values = output.toFloats();
            c.isClose("y", GoldenCase.FLOAT, values);
            c.isExactly("codes", LsqGolden.codes(values, c.number("offset"), step));
            Gradients.backward(tape, output, c.floats("grad_out"));
            c.isClose("grad_x", GoldenCase.FLOAT, Gradients.of(x));

            double scale = 1 / Math.sqrt((double) x.size() * c.integer("p"));
            c.isClose("grad_scale", GoldenCase.DOUBLE, scale);
            double ours = 1 / Math.sqrt((double) x.size() * bits.levels());
            double byStep = LsqGolden.at(value, 0) / ours;
            double byOffset = LsqGolden.at(value, 1) / ours;
            c.isClose("grad_step", GoldenCase.FLOAT, scale * (byStep + lowest * byOffset));
            c.isClose("grad_offset", GoldenCase.FLOAT, scale * byOffset);
        }
    }
}
