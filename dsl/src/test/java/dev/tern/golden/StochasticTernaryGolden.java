package dev.tern.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.quant.Codes;
import dev.tern.quant.MatrixQuantizer;
import dev.tern.quant.StochasticTernary;
import dev.tern.quant.TernaryConnect;
import dev.tern.tensor.Tensor;
import java.util.function.IntToDoubleFunction;

/** stochastic_ternary.json: the draw from given uniform numbers, its moments, and the deterministic rule. */
public final class StochasticTernaryGolden {
    private StochasticTernaryGolden() {}

    public static void check(GoldenCase c) {
        float[] w = c.floats("w");
        float[] u = c.floats("u");
        StochasticTernary rule = new StochasticTernary((float) c.number("W0"));
        c.isExactly("codes", integers(each(w, i -> rule.code(w[i], u[i]))));
        c.isClose("prob_nonzero", GoldenCase.FLOAT, each(w, i -> rule.probability(w[i])));
        if (c.expects("values")) {
            c.isClose("values", GoldenCase.FLOAT, each(w, i -> rule.limit() * rule.code(w[i], u[i])));
            c.isClose("expected_value", GoldenCase.FLOAT, each(w, i -> rule.mean(w[i])));
            c.isClose("variance", GoldenCase.FLOAT, each(w, i -> rule.variance(w[i])));
            quantizer(c, TernaryConnect.STOCHASTIC.limit(rule.limit()));
        }
    }

    private static void quantizer(GoldenCase c, TernaryConnect method) {
        Tensor latent = c.matrix("w");
        MatrixQuantizer quantizer = method.start(latent);
        Codes codes = quantizer.codes(latent);
        int[] evaluated = new int[latent.size()];
        for (int i = 0; i < evaluated.length; i++) {
            evaluated[i] = codes.codes()[i];
        }
        c.isExactly("deterministic_codes", evaluated);
        assertThat(codes.scale(0)).isEqualTo((float) c.number("W0"));
        quantizer.afterStep(latent);
        c.isClose("clipped_latent", GoldenCase.FLOAT, latent.toFloats());
    }

    private static double[] each(float[] w, IntToDoubleFunction function) {
        double[] values = new double[w.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = function.applyAsDouble(i);
        }
        return values;
    }

    private static int[] integers(double[] values) {
        int[] integers = new int[values.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (int) values[i];
        }
        return integers;
    }
}
