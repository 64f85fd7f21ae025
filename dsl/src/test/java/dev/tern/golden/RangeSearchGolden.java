package dev.tern.golden;

import dev.tern.quant.Bits;
import dev.tern.quant.MinMax;
import dev.tern.quant.Range;
import dev.tern.quant.RangeSearch;

/** range_setting.json: the searches for a range. */
public final class RangeSearchGolden {
    private RangeSearchGolden() {}

    public static void check(GoldenCase c) {
        if (c.expects("index")) {
            shrink(c);
        } else if (c.expects("candidate")) {
            RangeSearch.Limit limit = RangeSearch.line(c.floats("x"), new Bits(c.integer("bits")), c.number("margin"));
            c.isExactly("candidate", limit.candidate());
            c.isClose("max", GoldenCase.DOUBLE, limit.max());
            c.isClose("score", GoldenCase.DOUBLE, limit.score());
        } else if (c.expects("loss")) {
            double loss =
                    RangeSearch.crossEntropy(c.doubles("logits"), c.doubles("logits_quant"), c.lastAxis("logits"));
            c.isClose("loss", GoldenCase.DOUBLE, loss);
        } else {
            Range range = RangeSearch.percentile(c.floats("x"), 1 - c.number("percentile") / 100);
            c.isClose("low", GoldenCase.FLOAT, range.low());
            c.isClose("high", GoldenCase.FLOAT, range.high());
        }
    }

    private static void shrink(GoldenCase c) {
        float[] x = c.floats("x");
        Bits bits = new Bits(c.integer("bits"));
        RangeSearch.Shrunk found = RangeSearch.shrink(x, Range.of(x), range -> MinMax.zeroPoint(range, bits));
        c.isExactly("index", found.index());
        c.isClose("scale", GoldenCase.FLOAT, found.grid().scale());
        c.isExactly("zero_point", found.grid().zeroPoint());
        c.isClose("score", GoldenCase.FLOAT, found.score());
        c.isClose("minmax_score", GoldenCase.FLOAT, found.whole());
    }
}
