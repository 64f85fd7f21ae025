package dev.tern.fixed;

import dev.tern.ibert.FixedExp;
import dev.tern.ibert.FixedLayerNorm;
import dev.tern.ibert.FixedPoint;
import dev.tern.ibert.FixedSoftmax;
import dev.tern.ibert.Rescale;
import dev.tern.ibert.RescaleColumns;
import dev.tern.ibert.TableRows;
import dev.tern.quant.Requantizer;
import java.util.List;

/**
 * The whole numbers that stand for scales, weights and biases in integer arithmetic. They are made from real ones here,
 * once, for training and for the program alike, so that both have the same.
 */
public final class Constants {
    /** What a unit of {@link FixedPoint#BITS} is worth. */
    public static final float UNIT = 1f / (1 << FixedPoint.BITS);

    /** What a unit of {@link FixedPoint#EMBEDDING_BITS} is worth. */
    public static final float EMBEDDING_UNIT = 1f / (1 << FixedPoint.EMBEDDING_BITS);

    /** What a unit of {@link FixedPoint#UNIT_BITS} is worth. */
    public static final float FRACTION = 1f / (1 << FixedPoint.UNIT_BITS);

    private static final int LARGEST_CODE = 255;
    private static final double LOG2_E = 1 / Math.log(2);

    private Constants() {}

    /**
     * A ratio of scales as {@link Rescale} takes it.
     *
     * @param multiplier m
     * @param shift k
     */
    public record Ratio(int multiplier, int shift) {
        /** A rescaling by this ratio, saturated at both ends. */
        public Rescale saturating(int lowest, int highest) {
            return new Rescale(multiplier, shift, lowest, highest);
        }
    }

    /** From whole numbers of one scale to those of another; the function by which a place requantizes. */
    public static Ratio ratio(float scaleIn, float scaleOut) {
        Requantizer form = Requantizer.Form.BITS_16.between(scaleIn, scaleOut);
        return new Ratio(form.multiplier() >> 15, form.shift() - 15);
    }

    /** To units of {@link FixedPoint#BITS}. */
    public static Rescale toFixed(float scale) {
        return ratio(scale, UNIT).saturating(-FixedPoint.LARGEST, FixedPoint.LARGEST);
    }

    /** From differences of scores to what {@link FixedExp} takes. */
    public static Ratio exponent(float scoreScale) {
        return ratio((float) (scoreScale * LOG2_E), UNIT);
    }

    /** A softmax of scores worth {@code scoreScale} each. */
    public static FixedSoftmax softmax(float scoreScale) {
        return new FixedSoftmax(exponent(scoreScale).saturating(0, FixedExp.LARGEST));
    }

    /** Numbers in units of a scale, half to even, saturated. */
    public static int[] codes(float[] values, int count, float unit) {
        int[] codes = new int[count];
        for (int i = 0; i < count; i++) {
            codes[i] = (int) Math.max(
                    -FixedPoint.LARGEST, Math.min(FixedPoint.LARGEST, Math.rint((double) values[i] / unit)));
        }
        return codes;
    }

    /** The exponent of {@link FixedLayerNorm} that its weights need. */
    public static int exponent(float[] gamma) {
        float largest = 0;
        for (float each : gamma) {
            largest = Math.max(largest, Math.abs(each));
        }
        return Math.max(-14, Math.min(6, Math.getExponent(largest) + 1));
    }

    /** LayerNorm's weights in units of 2^(exponent - 15), saturated at 2^15. */
    public static int[] weights(float[] gamma, int exponent) {
        int[] codes = new int[gamma.length];
        for (int i = 0; i < codes.length; i++) {
            double code = Math.rint(Math.scalb((double) gamma[i], 15 - exponent));
            codes[i] = (int) Math.max(-(1 << 15), Math.min(1 << 15, code));
        }
        return codes;
    }

    /** LayerNorm with these weights and biases. */
    public static FixedLayerNorm layerNorm(float[] gamma, float[] beta) {
        int exponent = exponent(gamma);
        return new FixedLayerNorm(weights(gamma, exponent), codes(beta, beta.length, UNIT), exponent);
    }

    /** What the sums of each column are multiplied by to be worth {@code largest} each, in units of 2^-16. */
    public static int[] columnMultipliers(float[] scales, float largest) {
        int[] multipliers = new int[scales.length];
        for (int i = 0; i < scales.length; i++) {
            multipliers[i] = (int) Math.rint((double) scales[i] / largest * (1 << RescaleColumns.BITS));
        }
        return multipliers;
    }

    /**
     * What a table's codes are multiplied by: its scale in units of {@link #EMBEDDING_UNIT} with {@link TableRows#BITS} more,
     * so small that no product passes 30 bits.
     */
    public static int tableMultiplier(float scale, int largestCode) {
        double multiplier = Math.rint((double) scale / EMBEDDING_UNIT * (1 << TableRows.BITS));
        return (int) Math.min((1 << 30) / Math.max(1, largestCode), multiplier);
    }

    /** What a sum is worth in each column. */
    public static float[] columnScales(float inputScale, float[] weightScales, int out) {
        float[] scales = new float[out];
        for (int o = 0; o < out; o++) {
            scales[o] = inputScale * weightScales[weightScales.length == 1 ? 0 : o];
        }
        return scales;
    }

    /** What all columns' sums become worth: the most that one of them is. */
    public static float commonScale(float inputScale, List<float[]> weightScales) {
        float largest = Float.MIN_NORMAL;
        for (float[] scales : weightScales) {
            for (float scale : scales) {
                largest = Math.max(largest, inputScale * scale);
            }
        }
        return largest;
    }

    /** As {@link #tableMultiplier(float, int)}, for codes of up to 8 bits counted from any zero point. */
    public static int tableMultiplier(float scale) {
        return tableMultiplier(scale, LARGEST_CODE);
    }
}
