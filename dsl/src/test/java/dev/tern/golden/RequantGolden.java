package dev.tern.golden;

import dev.tern.quant.Requantizer;
import java.util.Arrays;

/** requant.json: dyadic requantization, with the residual add and per channel, and gemmlowp's form. */
public final class RequantGolden {
    private RequantGolden() {}

    public static void check(GoldenCase c) {
        switch (c.text("kind")) {
            case "half_even" -> halfEven(c);
            case "residual" -> residual(c);
            case "per_channel" -> perChannel(c);
            case "gemmlowp" -> gemmlowp(c);
            case "srdhm" ->
                c.isExactly("high_mul", Requantizer.Gemmlowp.highMultiply((int) c.number("a"), (int) c.number("b")));
            default -> throw new AssertionError("No kind of requantization is called " + c.text("kind") + ".");
        }
    }

    private static int lowest(GoldenCase c) {
        return -(1 << (c.integer("bits") - 1));
    }

    private static int highest(GoldenCase c) {
        return (1 << (c.integer("bits") - 1)) - 1;
    }

    private static void halfEven(GoldenCase c) {
        Requantizer ratio = Requantizer.of(c.number("s_in") / c.number("s_out"));
        c.isExactly(
                "q_out",
                Arrays.stream(c.ints("q"))
                        .map(q -> ratio.apply(q, 0, lowest(c), highest(c)))
                        .toArray());
        if (c.expects("m")) {
            c.isExactly("m", ratio.multiplier());
        }
        if (c.expects("e")) {
            c.isExactly("e", ratio.shift());
        }
    }

    private static void residual(GoldenCase c) {
        Requantizer ratio = Requantizer.of(c.number("s_in") / c.number("s_out"));
        Requantizer other = Requantizer.of(c.number("s_identity") / c.number("s_out"));
        int[] q = c.ints("q");
        int[] identity = c.ints("identity");
        int[] sums = new int[q.length];
        for (int i = 0; i < q.length; i++) {
            sums[i] = ratio.addResidual(q[i], other, identity[i], lowest(c), highest(c));
        }
        c.isExactly("q_out", sums);
        c.isExactly("m", ratio.multiplier());
        c.isExactly("e", ratio.shift());
        c.isExactly("m_identity", other.multiplier());
        c.isExactly("e_identity", other.shift());
    }

    private static void perChannel(GoldenCase c) {
        double[] scales = c.doubles("s_in");
        int[] q = c.ints("q");
        int[] out = new int[q.length];
        for (int i = 0; i < q.length; i++) {
            out[i] = Requantizer.of(scales[i % scales.length] / c.number("s_out"))
                    .apply(q[i], 0, lowest(c), highest(c));
        }
        c.isExactly("q_out", out);
    }

    private static void gemmlowp(GoldenCase c) {
        Requantizer.Gemmlowp ratio = Requantizer.Gemmlowp.of(c.number("multiplier"));
        c.isExactly("M0", ratio.multiplier());
        c.isExactly("exponent", ratio.exponent());
        c.isExactly("q_out", Arrays.stream(c.ints("q")).map(ratio::apply).toArray());
    }
}
