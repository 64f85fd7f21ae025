package dev.tern.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.integer.Products;
import dev.tern.quant.Bits;
import dev.tern.quant.Codes;
import dev.tern.quant.Granularity;
import dev.tern.quant.Grid;
import dev.tern.quant.MinMax;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.Range;
import dev.tern.quant.Twn;
import dev.tern.quant.WeightQuantizer;
import dev.tern.tensor.Tensor;
import java.util.Arrays;

/** int_linear.json: a linear layer on codes, its zero point folded into a constant, its bias rounded to a code. */
public final class IntegerLinearGolden {
    private IntegerLinearGolden() {}

    public static void check(GoldenCase c) {
        float[] x = c.floats("x");
        Tensor w = c.matrix("w");
        int in = w.columns();
        int out = w.rows();
        int rows = x.length / in;
        Grid grid = MinMax.zeroPoint(Range.of(x), Bits.INT8);
        int[] input = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            input[i] = grid.code(x[i]);
        }
        c.isExactly("x_codes", input);
        c.isClose("x_scale", GoldenCase.DOUBLE, grid.scale());
        c.isExactly("x_zero_point", grid.zeroPoint());

        WeightQuantizer quantizer = c.text("weights").equals("ternary")
                ? Twn.TWN.clip(Float.POSITIVE_INFINITY)
                : MinMaxWeights.of(Bits.INT8).with(Granularity.perRow());
        Codes weights = quantizer.codes(w);
        int[] weightCodes = new int[out * in];
        double[] scales = new double[out];
        for (int o = 0; o < out; o++) {
            scales[o] = weights.scale(o);
            for (int k = 0; k < in; k++) {
                weightCodes[o * in + k] = weights.codes()[o * in + k];
            }
        }
        c.isExactly("w_codes", weightCodes);
        c.isClose("w_scale", GoldenCase.FLOAT, scales);

        float[] bias = c.floats("bias");
        int[] biasCodes = new int[out];
        int[] zeroTerm = new int[out];
        int[] raw = new int[rows * out];
        int[] acc = new int[rows * out];
        double[] y = new double[rows * out];
        double[] real = new double[rows * out];
        for (int o = 0; o < out; o++) {
            biasCodes[o] = (int) Math.rint(bias[o] / (grid.scale() * scales[o]));
            zeroTerm[o] = grid.zeroPoint()
                    * Arrays.stream(weightCodes, o * in, (o + 1) * in).sum();
            for (int i = 0; i < rows; i++) {
                int at = i * out + o;
                real[at] = bias[o];
                for (int k = 0; k < in; k++) {
                    raw[at] += input[i * in + k] * weightCodes[o * in + k];
                    real[at] += grid.value(input[i * in + k]) * scales[o] * weightCodes[o * in + k];
                }
                acc[at] = raw[at] - zeroTerm[o];
                y[at] = (acc[at] + biasCodes[o]) * grid.scale() * scales[o];
            }
        }
        c.isExactly("bias_codes", biasCodes);
        c.isExactly("zero_point_term", zeroTerm);
        c.isExactly("raw_dot", raw);
        c.isExactly("acc", acc);
        kernels(c, rows, input, grid.zeroPoint(), weights.codes(), biasCodes, acc);
        c.isClose("y_from_integers", GoldenCase.FLOAT, y);
        c.isClose("y_float_of_dequant", GoldenCase.FLOAT, real);
    }

    /** The kernels the integer program runs on give the accumulators and the bias in one. */
    private static void kernels(
            GoldenCase c, int rows, int[] input, int zero, byte[] weights, int[] bias, int[] accumulators) {
        byte[] unsigned = new byte[input.length];
        for (int i = 0; i < input.length; i++) {
            unsigned[i] = (byte) input[i];
        }
        int[] expected = accumulators.clone();
        for (int i = 0; i < expected.length; i++) {
            expected[i] += bias[i % bias.length];
        }
        for (int[] result : Products.ofEveryKernel(unsigned, rows, zero, weights, bias)) {
            assertThat(result).as("accumulators of %s", c.name()).isEqualTo(expected);
        }
    }
}
