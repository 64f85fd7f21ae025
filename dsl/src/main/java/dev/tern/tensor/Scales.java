package dev.tern.tensor;

/** What whole numbers are worth where two of them meet: the formulas that training and integer programs share. */
public final class Scales {
    private Scales() {}

    /** A bias in units of a product's scale: the nearest whole numbers, half to even. */
    public static int[] biasCodes(float[] bias, float scale) {
        int[] codes = new int[bias.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (int) Math.rint((double) bias[i] / scale);
        }
        return codes;
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

    /** One scale above 0, or one for each row, where a row of zeros may have 0. */
    static float[] requireAll(float[] scales, int rows) {
        if (scales.length == 1) {
            require(scales[0]);
            return scales;
        }
        if (scales.length != rows) {
            throw new IllegalArgumentException(
                    "Codes have one scale, or one for each of " + rows + " rows, not " + scales.length + ".");
        }
        for (float scale : scales) {
            if (!(scale >= 0) || Float.isInfinite(scale)) {
                throw new IllegalArgumentException("A scale is a positive number, not " + scale + ".");
            }
        }
        return scales;
    }
}
