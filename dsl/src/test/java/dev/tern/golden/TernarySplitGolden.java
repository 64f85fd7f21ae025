package dev.tern.golden;

import dev.tern.quant.Bwn;
import dev.tern.quant.Codes;
import dev.tern.quant.Granularity;
import dev.tern.quant.TernarySplit;
import dev.tern.quant.Twn;
import dev.tern.tensor.Tensor;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** tws_split.json: the two latent halves, their binary values, and what each group was split by. */
public final class TernarySplitGolden {
    private TernarySplitGolden() {}

    public static void check(GoldenCase c) {
        Granularity granularity =
                c.text("granularity").equals("per_row") ? Granularity.perRow() : Granularity.perTensor();
        Codes ternary = Twn.TWN
                .threshold(c.number("factor"))
                .clip(Float.POSITIVE_INFINITY)
                .with(granularity)
                .codes(c.matrix("w"));
        TernarySplit split = TernarySplit.of(c.floats("w"), ternary);
        c.isText(
                "mode",
                split.groups().stream()
                        .map(group -> group.mode().toString().toLowerCase(Locale.ROOT))
                        .toList());
        // The scale of the ternary matrix is fp32, so what follows from it is too.
        c.isClose("a", GoldenCase.DOUBLE, each(split, TernarySplit.Group::a));
        c.isClose("b", GoldenCase.FLOAT, each(split, TernarySplit.Group::b));
        c.isClose("alpha", GoldenCase.FLOAT, each(split, TernarySplit.Group::alpha));
        c.isClose("w1", GoldenCase.FLOAT, split.first());
        c.isClose("w2", GoldenCase.FLOAT, split.second());
        int[] shape = c.shape("w");
        Tensor first = Tensor.of(split.firstFloats(), shape[0], shape[1]);
        Tensor second = Tensor.of(split.secondFloats(), shape[0], shape[1]);
        c.isClose(
                "binary1",
                GoldenCase.FLOAT,
                Bwn.BWN.with(granularity).codes(first).values());
        c.isClose(
                "binary2",
                GoldenCase.FLOAT,
                Bwn.BWN.with(granularity).codes(second).values());
        c.isClose("ternary", GoldenCase.FLOAT, ternary.values());
    }

    private static double[] each(TernarySplit split, ToDoubleFunction<TernarySplit.Group> number) {
        return split.groups().stream().mapToDouble(number).toArray();
    }
}
