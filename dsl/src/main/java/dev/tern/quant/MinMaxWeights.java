package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * Integer weights by their largest magnitude: Zafrir et al., "Q8BERT: Quantized 8Bit BERT", 2019 (eq. 1-2);
 * {@link MinMax#symmetric}. With n = 2^(b-1) - 1:
 *
 * <pre>
 *   D = max|w| / n,  q = rne(w / D) in [-n, n],  w^ = D q,  dL/dw = dL/dw^
 * </pre>
 */
public final class MinMaxWeights implements WeightQuantizer {
    private final Bits bits;
    private final Granularity granularity;

    private MinMaxWeights(Bits bits, Granularity granularity) {
        this.bits = bits;
        this.granularity = granularity;
    }

    /** Symmetric weights of this many bits, one scale a matrix. */
    public static MinMaxWeights of(Bits bits) {
        return new MinMaxWeights(bits, Granularity.PER_TENSOR);
    }

    @Override
    public MinMaxWeights with(Granularity newGranularity) {
        return new MinMaxWeights(bits, newGranularity);
    }

    @Override
    public Granularity granularity() {
        return granularity;
    }

    /** 2, 4 or 8: codes of 3 bits are stored in 4, those of 5 to 7 in 8. */
    @Override
    public int bits() {
        return bits.count() <= 2 ? 2 : bits.count() <= 4 ? 4 : 8;
    }

    @Override
    public String formula() {
        return "D = max|w| / " + bits.magnitude() + "; q = round(w / D); w^ = D q";
    }

    @Override
    public String source() {
        return "Zafrir, Boudoukh, Izsak, Wasserblat, \"Q8BERT: Quantized 8Bit BERT\", 2019";
    }

    @Override
    public Codes codes(Tensor latent) {
        Tiles tiles = Tiles.of(granularity, latent.rows(), latent.columns());
        float[] scales = scales(latent.data(), tiles);
        byte[] codes = new byte[latent.size()];
        tiles.forEach(latent.data(), (tile, group, offset, values, count) -> {
            float[] rounded = new float[count];
            round(values, count, scales[group], rounded);
            for (int i = 0; i < count; i++) {
                codes[offset + i] = (byte) rounded[i];
            }
        });
        return new Codes(codes, scales, latent.rows(), latent.columns(), bits());
    }

    @Override
    public Tensor quantize(Tape tape, Tensor latent) {
        Tiles tiles = Tiles.of(granularity, latent.rows(), latent.columns());
        float[] scales = scales(latent.data(), tiles);
        boolean coded = granularity == Granularity.PER_TENSOR;
        Tensor output = coded
                ? tape.codedResult(latent.rows(), latent.columns(), scales[0], latent)
                : tape.result(latent.rows(), latent.columns(), latent);
        FloatBuffer target = output.data();
        tiles.forEach(latent.data(), (tile, group, offset, values, count) -> {
            float[] codes = new float[count];
            round(values, count, scales[group], codes);
            if (!coded) {
                for (int i = 0; i < count; i++) {
                    codes[i] *= scales[group];
                }
            }
            target.put(offset, codes, 0, count);
        });
        StraightThrough.record(tape, latent, output, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
        return output;
    }

    private void round(float[] values, int count, float scale, float[] codes) {
        Kernels.BEST.roundCodes(values, count, scale, -bits.magnitude(), bits.magnitude(), codes);
    }

    private float[] scales(FloatBuffer w, Tiles tiles) {
        float[] low = new float[tiles.count()];
        float[] high = new float[tiles.count()];
        tiles.forEach(w, (tile, group, offset, values, count) -> {
            float[] range = {0, 0};
            Kernels.BEST.range(values, count, range);
            low[tile] = range[0];
            high[tile] = range[1];
        });
        float[] scales = new float[tiles.groups()];
        int each = tiles.tilesOfAGroup();
        for (int group = 0; group < scales.length; group++) {
            float lowest = 0;
            float highest = 0;
            for (int tile = group * each; tile < (group + 1) * each; tile++) {
                lowest = Math.min(lowest, low[tile]);
                highest = Math.max(highest, high[tile]);
            }
            scales[group] =
                    (float) MinMax.symmetric(new Range(lowest, highest), bits).scale();
        }
        return scales;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MinMaxWeights that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return bits + (granularity == Granularity.PER_ROW ? ".with(perRow())" : "");
    }
}
