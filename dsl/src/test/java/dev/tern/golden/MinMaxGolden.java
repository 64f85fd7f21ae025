package dev.tern.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Bits;
import dev.tern.quant.Grid;
import dev.tern.quant.MinMax;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.Range;
import dev.tern.quant.Scheme;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** minmax_quant.json: the four formulas in double, and the fp32 quantizers that training uses. */
public final class MinMaxGolden {
    private MinMaxGolden() {}

    public static void check(GoldenCase c) {
        Bits bits = new Bits(c.integer("bits"));
        if (c.text("kind").equals("nudged")) {
            nudged(c, bits);
        } else if (c.has("clip")) {
            clipped(c, bits);
        } else {
            forms(c, bits);
        }
    }

    private static void forms(GoldenCase c, Bits bits) {
        for (String form : c.expectations()) {
            Scheme scheme = switch (form) {
                case "symmetric" -> Scheme.SYMMETRIC;
                case "asymmetric_float_offset" -> Scheme.ASYMMETRIC.floatOffset();
                case "asymmetric_zero_point" -> Scheme.ASYMMETRIC;
                default -> throw new AssertionError("No form is called " + form + ".");
            };
            GoldenCase part = c.part(form);
            plain(part, scheme, bits);
            if (c.text("granularity").equals("per_tensor")) {
                trained(part, scheme, bits);
            }
            part.requireAllChecked();
        }
    }

    /** The formula in double, each group of values on its own grid. */
    private static void plain(GoldenCase c, Scheme scheme, Bits bits) {
        float[] x = c.floats("x");
        int size = c.text("granularity").equals("per_row") ? c.lastAxis("x") : x.length;
        List<Grid> grids = new ArrayList<>();
        int[] codes = new int[x.length];
        double[] values = new double[x.length];
        for (int from = 0; from < x.length; from += size) {
            Grid grid = scheme.grid(Range.of(Arrays.copyOfRange(x, from, from + size)), bits);
            grids.add(grid);
            for (int i = from; i < from + size; i++) {
                codes[i] = grid.code(x[i]);
                values[i] = grid.value(codes[i]);
            }
        }
        c.isExactly("codes", codes);
        c.isClose("dequant", GoldenCase.DOUBLE, values);
        if (c.expects("scale")) {
            c.isClose(
                    "scale",
                    GoldenCase.DOUBLE,
                    grids.stream().mapToDouble(Grid::scale).toArray());
        }
        if (c.expects("zero_point")) {
            c.isExactly("zero_point", grids.stream().mapToInt(Grid::zeroPoint).toArray());
        }
        if (c.expects("min")) {
            c.isClose(
                    "min",
                    GoldenCase.DOUBLE,
                    grids.stream().mapToDouble(Grid::offset).toArray());
        }
    }

    /** The quantizers of the tape. */
    private static void trained(GoldenCase c, Scheme scheme, Bits bits) {
        Tensor x = c.matrix("x");
        try (Tape tape = Tape.forTraining(1)) {
            Tensor output = new ActivationQuantizer("here", bits, scheme).apply(tape, x);
            c.isClose("dequant", GoldenCase.FLOAT, output.toFloats());
        }
        if (scheme.equals(Scheme.SYMMETRIC)) {
            c.isClose(
                    "dequant", GoldenCase.FLOAT, MinMaxWeights.of(bits).codes(x).values());
        }
    }

    private static void nudged(GoldenCase c, Bits bits) {
        Range range = new Range((float) c.number("min"), (float) c.number("max"));
        // The file's ends are doubles such as 0.1, which a range keeps in fp32.
        Grid grid = c.flag("narrow_range") ? MinMax.nudgedNarrow(range, bits) : MinMax.nudged(range, bits);
        int[] codes = Arrays.stream(c.doubles("x")).mapToInt(grid::code).toArray();
        c.isExactly("codes", codes);
        c.isExactly("zero_point", grid.zeroPoint());
        c.isClose("scale", GoldenCase.FLOAT, grid.scale());
        c.isClose("nudged_min", GoldenCase.FLOAT, grid.low());
        c.isClose("nudged_max", GoldenCase.FLOAT, grid.high());
        c.isClose(
                "dequant",
                GoldenCase.FLOAT,
                Arrays.stream(codes).mapToDouble(grid::value).toArray());
    }

    private static void clipped(GoldenCase c, Bits bits) {
        float clip = (float) c.number("clip");
        withinHalfAStep(c, "asymmetric_dequant", Scheme.ASYMMETRIC.floatOffset().clip(clip), bits);
        withinHalfAStep(c, "symmetric_dequant", Scheme.SYMMETRIC.clip(clip), bits);
        // PACT's learned limits begin at 2.5 and must give the same.
        assertThat(clip).isEqualTo(2.5f);
        learned(
                withinHalfAStep(
                        c, "asymmetric_dequant", Scheme.ASYMMETRIC.floatOffset().learnedClip(), bits),
                c);
        learned(withinHalfAStep(c, "symmetric_dequant", Scheme.SYMMETRIC.learnedClip(), bits), c);
    }

    private static void learned(ActivationQuantizer quantizer, GoldenCase c) {
        float[] gradient = Gradients.of(quantizer.learned().get(0).value());
        c.isClose("grad_clip_neg", GoldenCase.FLOAT, gradient[0]);
        c.isClose("grad_clip_pos", GoldenCase.FLOAT, gradient[1]);
    }

    private static ActivationQuantizer withinHalfAStep(GoldenCase c, String key, Scheme scheme, Bits bits) {
        Tensor x = c.matrix("x").requireGradient();
        try (Tape tape = Tape.forTraining(1)) {
            ActivationQuantizer quantizer = new ActivationQuantizer("here", bits, scheme);
            Tensor output = quantizer.apply(tape, x);
            double[] wanted = c.expectedNumbers(key);
            double halfStep = quantizer.grid().scale() / 2;
            float[] values = output.toFloats();
            for (int i = 0; i < wanted.length; i++) {
                assertThat(Math.abs(values[i] - wanted[i]))
                        .as("%s %s[%d]", c.name(), key, i)
                        .isLessThanOrEqualTo(halfStep);
            }
            Gradients.backward(tape, output, c.floats("grad_out"));
            c.isClose("grad_x", GoldenCase.FLOAT, Gradients.of(x));
            return quantizer;
        }
    }
}
