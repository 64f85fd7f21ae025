package dev.tern.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.quant.Bits;
import dev.tern.quant.Lab;
import dev.tern.quant.Laq;
import dev.tern.quant.Lat;
import dev.tern.quant.LossAware;
import dev.tern.quant.Ternary;
import dev.tern.quant.Twn;

/** lat.json: loss-aware ternary codes, alternating and exact, the binary scale, and three linear bits. */
public final class LatGolden {
    private LatGolden() {}

    public static void check(GoldenCase c) {
        float[] w = c.floats("w");
        float[] v = c.floats("v");
        byte[] before = bytes(c.ints("b0"));
        if (c.expects("curvature")) {
            c.isClose("curvature", GoldenCase.FLOAT, LossAware.curvatures(v));
        }
        if (c.expects("approx")) {
            LossAware.Solution solution = Lat.LAT.solve(w, v, before);
            GoldenCase approx = c.part("approx");
            check(approx, solution);
            approx.isExactly("iterations", solution.rounds());
            approx.requireAllChecked();
        }
        if (c.expects("exact")) {
            GoldenCase exact = c.part("exact");
            check(exact, Lat.LAT.exact().solve(w, v, before));
            exact.requireAllChecked();
        }
        if (c.expects("binary_alpha")) {
            LossAware.Solution binary = Lab.LAB.solve(w, v, new byte[0]);
            c.isClose("binary_alpha", GoldenCase.FLOAT, binary.alpha());
            for (int i = 0; i < w.length; i++) {
                assertThat((int) binary.codes()[i]).isEqualTo(w[i] < 0 ? -1 : 1);
            }
        }
        if (c.expects("m3_linear")) {
            linear(c.part("m3_linear"), Laq.LAQ.bits(new Bits(3)).solve(w, v, new byte[0]));
        }
        if (c.expects("twn_exact")) {
            Ternary twn = Twn.TWN.exact().of(new float[][] {w});
            GoldenCase uniform = c.part("twn_exact");
            uniform.isExactly("codes", integers(twn.codes()));
            uniform.isClose("alpha", GoldenCase.FLOAT, twn.alpha());
            uniform.requireAllChecked();
        }
    }

    private static void check(GoldenCase c, LossAware.Solution solution) {
        c.isExactly("codes", integers(solution.codes()));
        c.isClose("alpha", GoldenCase.FLOAT, solution.alpha());
        if (c.expects("objective")) {
            c.isClose("objective", GoldenCase.FLOAT, solution.objective());
        }
    }

    private static void linear(GoldenCase c, LossAware.Solution solution) {
        double[] levels = new double[solution.codes().length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = solution.codes()[i] / 3.0;
        }
        c.isClose("levels", GoldenCase.DOUBLE, levels);
        c.isClose("alpha", GoldenCase.FLOAT, solution.alpha());
        c.isExactly("iterations", solution.rounds());
        c.requireAllChecked();
    }

    private static byte[] bytes(int[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static int[] integers(byte[] values) {
        int[] integers = new int[values.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = values[i];
        }
        return integers;
    }
}
