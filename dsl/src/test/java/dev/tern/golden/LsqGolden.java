package dev.tern.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Bits;
import dev.tern.quant.Codes;
import dev.tern.quant.Granularity;
import dev.tern.quant.Lsq;
import dev.tern.quant.MatrixQuantizer;
import dev.tern.quant.Scheme;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;

/** lsq.json: first step, codes, values and both gradients; of weights where signed, and of activations. */
public final class LsqGolden {
    private LsqGolden() {}

    public static void check(GoldenCase c) {
        int highest = c.integer("Qp");
        if (c.text("kind").equals("asym_live_min")) {
            activations(c, Lsq.LSQ.fromMinimum(), bits(highest + 1));
        } else if (c.text("granularity").equals("per_channel")) {
            weights(c, Lsq.LSQ.bits(bits(2 * (highest + 1))).with(Granularity.perRow()));
        } else if (c.integer("Qn") == 0) {
            activations(c, Lsq.LSQ.scheme(), bits(highest + 1));
        } else {
            Bits bits = bits(2 * (highest + 1));
            weights(c, Lsq.LSQ.bits(bits));
            if (min(c.floats("x")) < 0) {
                activations(c, Lsq.LSQ.scheme(), bits);
            }
        }
        if (c.expects("grad_scale")) {
            c.isClose(
                    "grad_scale",
                    GoldenCase.DOUBLE,
                    1 / Math.sqrt((double) c.floats("x").length / groups(c) * highest));
        }
    }

    private static Bits bits(int levels) {
        return new Bits(Integer.numberOfTrailingZeros(levels));
    }

    private static int groups(GoldenCase c) {
        return c.text("granularity").equals("per_channel") ? c.floats("step").length : 1;
    }

    static float min(float[] values) {
        float least = Float.POSITIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
        }
        return least;
    }

    private static void weights(GoldenCase c, Lsq method) {
        Tensor x = c.matrix("x").requireGradient();
        MatrixQuantizer quantizer = method.start(x);
        float[] first = quantizer.codes(x).scales();
        if (c.expects("init_step")) {
            c.isClose("init_step", GoldenCase.FLOAT, first);
        }
        Tensor value = quantizer.learned().get(0).value();
        float[] steps = c.floats("step");
        for (int i = 0; i < steps.length; i++) {
            value.data().put(i, (float) ((double) steps[i] / first[i]));
        }
        Codes codes = quantizer.codes(x);
        int[] wide = new int[codes.codes().length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = codes.codes()[i];
        }
        c.isExactly("codes", wide);
        try (Tape tape = Tape.forTraining(1)) {
            Tensor output = quantizer.quantize(tape, x);
            c.isClose("y", GoldenCase.FLOAT, output.toFloats());
            Gradients.backward(tape, output, c.floats("grad_out"));
            c.isClose("grad_x", GoldenCase.FLOAT, Gradients.of(x));
            c.isClose("grad_step", GoldenCase.FLOAT, Gradients.of(value));
        }
    }

    private static void activations(GoldenCase c, Scheme scheme, Bits bits) {
        Tensor x = c.matrix("x").requireGradient();
        ActivationQuantizer quantizer = new ActivationQuantizer("here", bits, scheme);
        Tensor value = quantizer.learned().get(0).value();
        try (Tape tape = Tape.forTraining(1)) {
            quantizer.apply(tape, x);
            double first = quantizer.grid().scale();
            c.isClose("init_step", GoldenCase.FLOAT, first);
            value.data().put(0, (float) (c.number("step") / first));
            Tensor output = quantizer.apply(tape, x);
            float[] values = output.toFloats();
            c.isClose("y", GoldenCase.FLOAT, values);
            float offset = scheme.isInteger() ? 0 : min(c.floats("x"));
            c.isExactly("codes", codes(values, offset, quantizer.grid().scale()));
            Gradients.backward(tape, output, c.floats("grad_out"));
            c.isClose("grad_x", GoldenCase.FLOAT, Gradients.of(x));
            c.isClose("grad_step", GoldenCase.FLOAT, Gradients.of(value));
        }
    }

    /** The whole numbers of steps that values on a grid stand for. */
    static int[] codes(float[] values, double offset, double step) {
        int[] codes = new int[values.length];
        for (int i = 0; i < codes.length; i++) {
            double code = (values[i] - offset) / step;
            codes[i] = (int) Math.rint(code);
            assertThat(Math.abs(code - codes[i])).as("distance from the grid").isLessThan(1e-3);
        }
        return codes;
    }

    /** One number of a gradient. */
    static double at(Tensor parameter, int index) {
        FloatBuffer gradient = parameter.gradient();
        return gradient.get(index);
    }
}
