package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Integer weights on an evenly spaced grid ({@link MinMax}) over a range ({@link RangeSearch}). Symmetric: Zafrir et al.,
 * "Q8BERT: Quantized 8Bit BERT", 2019 (eq. 1-2). Asymmetric: Jacob et al., CVPR 2018 (eq. 1), with the range [m, M]
 * widened to hold 0 so that 0 has a code, the zero point z. With n = 2^(b-1) - 1 and N = 2^b - 1:
 *
 * <pre>
 *   symmetric   D = max|w| / n,    q = rne(w / D) in [-n, n],        w^ = D q
 *   asymmetric  D = (M - m) / N,   q = rne(w / D) + z in [0, N],     w^ = D (q - z),  z = rne(-m / D)
 *   backward    dL/dw = dL/dw^, also where a narrower range clips w; 0 only beyond clip(limit)
 * </pre>
 *
 * <p>The range follows the weights at every step. A search runs once, when training starts: what it keeps of the range
 * from the smallest to the largest weight, a share of each end, it keeps to the end.
 */
public final class MinMaxWeights implements WeightQuantizer {
    private static final IntFunction<RangeSearch.Shares> WHOLE = group -> RangeSearch.Shares.WHOLE;

    private final Bits bits;
    private final Scheme scheme;
    private final Granularity granularity;

    private MinMaxWeights(Bits bits, Scheme scheme, Granularity granularity) {
        this.bits = bits;
        this.scheme = scheme;
        this.granularity = granularity;
    }

    /** Symmetric weights of this many bits, one scale a matrix. */
    public static MinMaxWeights of(Bits bits) {
        return of(bits, Scheme.SYMMETRIC);
    }

    /**
     * Weights of this many bits, one scale a matrix.
     *
     * @param scheme symmetric, asymmetric or asymmetric.nudged() (codes 1 to N only), with mse(), percentile(p) or
     *     clip(limit); what tells how a range follows batches means nothing for weights and is refused
     */
    public static MinMaxWeights of(Bits bits, Scheme scheme) {
        if (scheme.isOfBatches()) {
            throw new IllegalArgumentException("weights(" + bits + ", " + scheme
                    + "): dynamic(), decay(...)"
                    + " and learned ranges follow batches, but weights are quantized anew at every step. Write weights("
                    + bits
                    + ", " + (scheme.isSymmetric() ? "symmetric" : "asymmetric") + ").");
        }
        if (scheme.hasOffset()) {
            throw new IllegalArgumentException("weights(" + bits + ", " + scheme + "): floatOffset() puts zero off the"
                    + " grid, which an integer product cannot use. Write weights(" + bits + ", asymmetric).");
        }
        return new MinMaxWeights(bits, scheme, Granularity.PER_TENSOR);
    }

    @Override
    public MinMaxWeights with(Granularity newGranularity) {
        return new MinMaxWeights(bits, scheme, newGranularity);
    }

    @Override
    public Granularity granularity() {
        return granularity;
    }

    /** Formula and range. */
    public Scheme scheme() {
        return scheme;
    }

    @Override
    public int bits() {
        return bits.count();
    }

    @Override
    public String formula() {
        String rule = scheme.isSymmetric()
                ? "D = max|w| / " + bits.magnitude() + "; q = round(w / D); w^ = D q"
                : "D = (max - min) / " + bits.levels() + "; q = round(w / D) + z; w^ = D (q - z)";
        String search = scheme.search().meaning();
        return rule + (search.isEmpty() ? "" : "; " + search);
    }

    @Override
    public String source() {
        return scheme.isSymmetric()
                ? "Zafrir, Boudoukh, Izsak, Wasserblat, \"Q8BERT: Quantized 8Bit BERT\", 2019"
                : "Jacob et al., \"Quantization and Training of Neural Networks for Efficient"
                        + " Integer-Arithmetic-Only Inference\", CVPR 2018";
    }

    @Override
    public MatrixQuantizer start(Tensor latent) {
        if (scheme.search().isMinMax()) {
            return this;
        }
        RangeSearch.Shares[] found = search(latent);
        IntFunction<RangeSearch.Shares> kept = group -> found[group];
        return new MatrixQuantizer() {
            @Override
            public Tensor quantize(Tape tape, Tensor now) {
                return MinMaxWeights.this.quantize(tape, now, kept);
            }

            @Override
            public Codes codes(Tensor now) {
                return MinMaxWeights.this.codes(now, found);
            }
        };
    }

    @Override
    public Codes codes(Tensor latent) {
        return codes(latent, search(latent));
    }

    @Override
    public Tensor quantize(Tape tape, Tensor latent) {
        if (scheme.search().isMinMax()) {
            return quantize(tape, latent, WHOLE);
        }
        RangeSearch.Shares[] found = search(latent);
        return quantize(tape, latent, group -> found[group]);
    }

    private RangeSearch.Shares[] search(Tensor latent) {
        Tiles tiles = tiles(latent);
        RangeSearch.Shares[] shares = new RangeSearch.Shares[tiles.groups()];
        Arrays.fill(shares, RangeSearch.Shares.WHOLE);
        if (!scheme.search().isMinMax()) {
            Range[] whole = tiles.ranges(latent.data());
            tiles.forEachGroup(latent.data(), (group, values) -> {
                Range range = whole[group].within(new Range(-scheme.clip(), scheme.clip()));
                shares[group] = scheme.search().shares(values, range, this::grid);
            });
        }
        return shares;
    }

    /** The grid that covers a range. */
    Grid grid(Range range) {
        return fit(new MovingGrid(), range.low(), range.high()).grid();
    }

    /** Sets a grid to cover a range. */
    MovingGrid fit(MovingGrid grid, float low, float high) {
        return scheme.fitWeights(grid, low, high, bits);
    }

    private Tiles tiles(Tensor latent) {
        return Tiles.of(granularity, latent.rows(), latent.columns());
    }

    private Grid[] grids(Tensor latent, Tiles tiles, RangeSearch.Shares[] shares) {
        Range[] whole = tiles.ranges(latent.data());
        Grid[] grids = new Grid[whole.length];
        for (int group = 0; group < grids.length; group++) {
            grids[group] = grid(shares[group].of(whole[group].within(new Range(-scheme.clip(), scheme.clip()))));
        }
        return grids;
    }

    private static float[] scales(Grid[] grids) {
        float[] scales = new float[grids.length];
        for (int group = 0; group < scales.length; group++) {
            scales[group] = (float) grids[group].scale();
        }
        return scales;
    }

    private Codes codes(Tensor latent, RangeSearch.Shares[] shares) {
        Tiles tiles = tiles(latent);
        Grid[] grids = grids(latent, tiles, shares);
        // Stored codes are signed: those that count from 0 are moved down by half their number, zero point included.
        int moved = scheme.isSymmetric() ? 0 : 1 << (bits.count() - 1);
        byte[] codes = new byte[latent.size()];
        tiles.forEach(latent.data(), (tile, group, offset, values, count) -> {
            float[] rounded = new float[count];
            grids[group].round(values, count, rounded);
            int shift = grids[group].zeroPoint() - moved;
            for (int i = 0; i < count; i++) {
                codes[offset + i] = (byte) ((int) rounded[i] + shift);
            }
        });
        byte[] zeroPoints = new byte[scheme.isSymmetric() ? 0 : grids.length];
        for (int group = 0; group < zeroPoints.length; group++) {
            zeroPoints[group] = (byte) (grids[group].zeroPoint() - moved);
        }
        return new Codes(codes, scales(grids), zeroPoints, granularity, latent.rows(), latent.columns(), bits());
    }

    private Tensor quantize(Tape tape, Tensor latent, IntFunction<RangeSearch.Shares> kept) {
        Tensor output = MinMaxRule.quantize(tape, this, latent, kept);
        StraightThrough.record(tape, latent, output, -scheme.clip(), scheme.clip());
        return output;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MinMaxWeights that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** What stands between the brackets of {@code weights(...)}: {@code int4, asymmetric.mse(), perGroup(64)}. */
    public String arguments() {
        boolean isPlain = scheme.equals(Scheme.SYMMETRIC) && granularity.equals(Granularity.PER_TENSOR);
        return bits
                + (isPlain ? "" : ", " + scheme)
                + (granularity.equals(Granularity.PER_TENSOR) ? "" : ", " + granularity);
    }

    @Override
    public String toString() {
        return bits + (scheme.equals(Scheme.SYMMETRIC) ? "" : ".with(" + scheme + ")") + granularity.suffix();
    }
}
