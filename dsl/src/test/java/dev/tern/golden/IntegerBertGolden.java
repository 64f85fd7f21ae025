package dev.tern.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.ibert.IntegerExp;
import dev.tern.ibert.IntegerGelu;
import dev.tern.ibert.IntegerLayerNorm;
import dev.tern.ibert.IntegerSoftmax;
import dev.tern.ibert.IntegerSqrt;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.apache.commons.math3.special.Erf;

/** ibert_*.json: the integer arithmetic of I-BERT. */
public final class IntegerBertGolden {
    private IntegerBertGolden() {}

    public static void squareRoot(GoldenCase c) {
        long[] n = c.longs("n");
        c.isClose("sqrt", 0, outputs(n, IntegerSqrt::floor));
        c.isExactly(
                "loop_evaluations",
                Arrays.stream(n).mapToInt(IntegerSqrt::evaluations).toArray());
    }

    public static void exponential(GoldenCase c) {
        if (c.has("out_bits")) {
            softmax(c);
            return;
        }
        IntegerExp exp = new IntegerExp(c.number("S"));
        int[] q = c.ints("q");
        c.isText(
                "q_out",
                Arrays.stream(q)
                        .mapToObj(each -> String.valueOf(exp.apply(each)))
                        .toList());
        c.isClose("S_out", 0, exp.outputScale());
        hasError(c, q, exp::apply, exp.outputScale(), Math::exp);
    }

    private static void softmax(GoldenCase c) {
        IntegerSoftmax softmax = new IntegerSoftmax(c.number("S"), c.number("act_max"));
        int[] q = c.ints("q");
        int[] exponentials = new int[q.length];
        softmax.exponentials(q, 0, q.length, exponentials);
        c.isExactly("exp16", exponentials);
        int[] out = new int[q.length];
        softmax.apply(q, 0, q.length, out);
        c.isExactly("q_out", out);
        c.isClose("S_out", 0, IntegerSoftmax.OUTPUT_SCALE);
        if (c.expects("max_abs_err_vs_float")) {
            double[] exact = Arrays.stream(q)
                    .mapToDouble(each -> Math.exp((each - q[0]) * c.number("S")))
                    .toArray();
            double sum = Arrays.stream(exact).sum();
            double error = 0;
            for (int i = 0; i < q.length; i++) {
                error = Math.max(error, Math.abs(out[i] * IntegerSoftmax.OUTPUT_SCALE - exact[i] / sum));
            }
            c.isClose("max_abs_err_vs_float", GoldenCase.DOUBLE, error);
        }
    }

    public static void gelu(GoldenCase c) {
        int[] q = c.ints("q");
        IntegerGelu gelu = new IntegerGelu(c.number("S"), c.integer("shift"));
        c.isClose("q_out", 0, outputs(q, gelu::apply));
        c.isClose("S_out", 1e-15, gelu.outputScale());
        if (c.expects("q_out_shift0")) {
            IntegerGelu exact = new IntegerGelu(c.number("S"), 0);
            c.isClose("q_out_shift0", 0, outputs(q, exact::apply));
            c.isClose("S_out_shift0", 1e-15, exact.outputScale());
        }
        // The error function itself is known to 1.5e-7 only.
        double error = error(q, gelu::apply, c.number("S"), gelu.outputScale(), IntegerBertGolden::gelu);
        c.isClose("max_abs_err_vs_erf_gelu", 1e-6, error);
    }

    public static void layerNorm(GoldenCase c) {
        int[] q = c.ints("q");
        float[] gamma = c.floats("weight");
        float[] beta = c.floats("bias");
        IntegerLayerNorm norm = new IntegerLayerNorm(gamma, beta, c.integer("shift"));
        long mean = norm.mean(q, 0);
        long squares = norm.squares(q, 0, mean);
        long deviation = norm.deviation(squares);
        c.isExactly("mean", (int) mean);
        c.isClose("var_sum", 0, squares);
        c.isExactly("std", (int) deviation);
        c.isExactly("factor", (int) IntegerLayerNorm.factor(deviation));
        long[] out = new long[q.length];
        norm.apply(q, 0, out);
        c.isClose("q_out", 0, LongStream.of(out).asDoubleStream().toArray());
        c.isClose("S_out", 1e-15, norm.outputScales());
        if (c.expects("max_abs_err_vs_float")) {
            c.isClose("max_abs_err_vs_float", 1e-9, error(q, gamma, beta, out, norm.outputScales()));
        }
    }

    private static double error(int[] q, float[] gamma, float[] beta, long[] out, double[] scales) {
        double mean = Arrays.stream(q).average().orElseThrow();
        double variance = Arrays.stream(q)
                        .mapToDouble(each -> (each - mean) * (each - mean))
                        .sum()
                / q.length;
        double error = 0;
        for (int i = 0; i < q.length; i++) {
            double exact = (q[i] - mean) / Math.sqrt(variance) * gamma[i] + beta[i];
            error = Math.max(error, Math.abs(out[i] * scales[i] - exact));
        }
        return error;
    }

    private static double[] outputs(int[] q, LongUnaryOperator function) {
        return outputs(Arrays.stream(q).asLongStream().toArray(), function);
    }

    private static double[] outputs(long[] q, LongUnaryOperator function) {
        return Arrays.stream(q).map(function).asDoubleStream().toArray();
    }

    private static void hasError(
            GoldenCase c, int[] q, LongUnaryOperator function, double outputScale, DoubleUnaryOperator exact) {
        c.isClose("max_abs_err_vs_exp", GoldenCase.DOUBLE, error(q, function, c.number("S"), outputScale, exact));
    }

    private static double error(
            int[] q, LongUnaryOperator function, double scale, double outputScale, DoubleUnaryOperator exact) {
        double error = 0;
        for (int each : q) {
            double difference = function.applyAsLong(each) * outputScale - exact.applyAsDouble(each * scale);
            error = Math.max(error, Math.abs(difference));
        }
        assertThat(error).isNotNaN();
        return error;
    }

    private static double gelu(double x) {
        return x * (1 + Erf.erf(x / Math.sqrt(2))) / 2;
    }
}
