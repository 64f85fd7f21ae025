package dev.tern.tensor;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** What whole numbers are worth where two of them meet: the formulas that training and integer programs share. */
public final class Scales {
    private Scales() {}

    /** A bias in units of a product's scale: the nearest whole numbers, half to even. */
    public static int[] biasCodes(float[] bias, float scale) {
        int[] codes = new int[bias.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = biasCode(bias[i], scale);
        }
        return codes;
    }

    /** The same of one number. */
    static int biasCode(float bias, float scale) {
        return (int) Math.rint((double) bias / scale);
    }

    /** What a product of coded queries and keys is worth as a score. */
    public static float scoreFactor(float queryScale, float keyScale, int headWidth) {
        return (float) ((double) queryScale * keyScale / Math.sqrt(headWidth));
    }

    static float require(float scale) {
        if (!(scale > 0) || Float.isInfinite(scale)) {
            throw new IllegalArgumentException("A scale is a positive number, not " + scale + ".");
        }
        return scale;
    }

    /**
     * These scales, or null if they are one for all rows: one is above 0; of one for each row that of a row of zeros may
     * be 0.
     */
    static @Nullable FloatBuffer ofRows(FloatBuffer scales, int rows) {
        int count = scales.capacity();
        if (count == 1) {
            require(scales.get(0));
            return null;
        }
        if (count != rows) {
            throw new IllegalArgumentException(
                    "Codes have one scale, or one for each of " + rows + " rows, not " + count + ".");
        }
        for (int row = 0; row < rows; row++) {
            float scale = scales.get(row);
            if (!(scale >= 0) || Float.isInfinite(scale)) {
                throw new IllegalArgumentException("A scale is a positive number, not " + scale + ".");
            }
        }
        return scales;
    }
}
