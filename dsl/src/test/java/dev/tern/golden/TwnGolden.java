package dev.tern.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.quant.Codes;
import dev.tern.quant.Granularity;
import dev.tern.quant.Ternary;
import dev.tern.quant.Twn;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;

/** twn.json: threshold, scale, codes, the exact optimum, and the straight-through mask. */
public final class TwnGolden {
    private TwnGolden() {}

    public static void check(GoldenCase c) {
        Twn twn = Twn.TWN.clip(c.has("clip") ? (float) c.number("clip") : Float.POSITIVE_INFINITY);
        if (c.has("factor")) {
            twn = twn.threshold(c.number("factor"));
        }
        if (c.text("granularity").equals("per_row")) {
            twn = twn.with(Granularity.perRow());
        }
        Tensor latent = c.matrix("w").requireGradient();
        if (c.expects("approx_objective")) {
            c.isClose("approx_objective", GoldenCase.FLOAT, objective(latent, twn));
        }
        if (c.text("kind").equals("exact")) {
            twn = twn.exact();
        }
        check(c, twn, latent);
    }

    private static void check(GoldenCase c, Twn twn, Tensor latent) {
        Ternary shown = twn.of(rows(latent));
        Codes codes = twn.codes(latent);
        c.isExactly("codes", widen(codes.codes()));
        assertThat(shown.codes()).as("the shown codes").isEqualTo(codes.codes());
        if (c.expects("delta")) {
            c.isClose("delta", GoldenCase.FLOAT, shown.threshold());
        }
        if (c.expects("alpha")) {
            c.isClose("alpha", GoldenCase.FLOAT, shown.alpha());
        }
        if (c.expects("objective")) {
            c.isClose("objective", GoldenCase.FLOAT, objective(latent, twn));
        }
        try (Tape tape = Tape.forTraining(1)) {
            Tensor quantized = twn.quantize(tape, latent);
            float[] values = quantized.toFloats();
            assertThat(values).as("codes times scale").isEqualTo(codes.values());
            if (c.expects("values")) {
                c.isClose("values", GoldenCase.FLOAT, values);
            }
            if (c.expects("grad_w")) {
                Gradients.backward(tape, quantized, c.floats("grad_out"));
                c.isClose("grad_w", GoldenCase.FLOAT, Gradients.of(latent));
            }
        }
    }

    private static double objective(Tensor latent, Twn twn) {
        float[] w = latent.toFloats();
        float[] quantized = twn.codes(latent).values();
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            double difference = (double) w[i] - quantized[i];
            sum += difference * difference;
        }
        return sum;
    }

    private static float[][] rows(Tensor matrix) {
        float[] values = matrix.toFloats();
        float[][] rows = new float[matrix.rows()][matrix.columns()];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(values, row * matrix.columns(), rows[row], 0, matrix.columns());
        }
        return rows;
    }

    private static int[] widen(byte[] codes) {
        int[] wide = new int[codes.length];
        for (int i = 0; i < codes.length; i++) {
            wide[i] = codes[i];
        }
        return wide;
    }
}
