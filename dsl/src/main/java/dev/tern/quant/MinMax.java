package dev.tern.quant;

/**
 * The four "8-bit min-max" formulas of the field, which must not be confused: how a range becomes a grid of codes.
 * With N = 2^b - 1, n = 2^(b-1) - 1, [m, M] the range, rne = round half to even:
 *
 * <table>
 * <caption>Forms</caption>
 * <tr><td>symmetric</td><td>D = max|x| / n, q = rne(x / D) in [-n, n]</td>
 *     <td>Zafrir et al., Q8BERT, 2019 (eq. 1-2); TernaryBERT's released code</td></tr>
 * <tr><td>zero point</td><td>range widened to hold 0, D = (M - m) / N, z = rne(-m / D), q = rne(x / D) + z</td>
 *     <td>Jacob et al., CVPR 2018 (eq. 1)</td></tr>
 * <tr><td>float offset</td><td>D = (M - m + 1e-8) / N, q = rne((x - m) / D), value D q + m</td>
 *     <td>Zhang et al., TernaryBERT, EMNLP 2020 (section 3.1)</td></tr>
 * <tr><td>nudged</td><td>z = floor(-m / D + 1/2), ends moved to (0 - z) D and (N - z) D, rounding half up</td>
 *     <td>Jacob et al. (section 3) as in TensorFlow</td></tr>
 * </table>
 */
public final class MinMax {
    private MinMax() {}

    /** Symmetric about zero; zero has the code 0. */
    public static Grid symmetric(Range range, Bits bits) {
        return StoredGrid.symmetric(range.low(), range.high(), bits.magnitude());
    }

    /** Asymmetric with an integer zero point: zero is exactly on the grid. */
    public static Grid zeroPoint(Range range, Bits bits) {
        return StoredGrid.zeroPoint(range.low(), range.high(), bits.levels());
    }

    /** Asymmetric from the minimum upwards: the ends are exact, zero is not on the grid. */
    public static Grid floatOffset(Range range, Bits bits) {
        return new MovingGrid()
                .floatOffset(range.low(), range.high(), bits.levels())
                .grid();
    }

    /** Asymmetric with the range moved so that zero falls on a code. */
    public static Grid nudged(Range range, Bits bits) {
        return StoredGrid.nudged(range.low(), range.high(), 0, bits.levels());
    }

    /** Nudged without the lowest code, so that signed codes are symmetric: TensorFlow's narrow range for weights. */
    public static Grid nudgedNarrow(Range range, Bits bits) {
        return StoredGrid.nudged(range.low(), range.high(), 1, bits.levels());
    }
}
