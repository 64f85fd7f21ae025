package dev.tern.quant;

import java.util.ArrayList;
import java.util.List;

/**
 * Ternary weight splitting: Bai, Zhang, Hou, Shang, Jin, Jiang, Liu, Lyu, King, "BinaryBERT: Pushing the Limit of BERT
 * Quantization", ACL 2021 (section 3.1, eq. 6 to 8). A ternary matrix becomes two that binarize to halves of it. Of a group of
 * n weights w with one scale alpha and ternary values w^, let I hold those with w^ != 0, J those with w^ = 0 and w > 0, K
 * those with w^ = 0 and w <= 0, and S_X the sum of |w| over X:
 *
 * <pre>
 *   a  = (S_I + S_K - S_J) / (2 S_I)
 *   b  = (n alpha - S_I - S_J - S_K) / (2 (|J| + |K|))
 *   w1 =    a w  on I,   b + w  on J,    b      on K
 *   w2 = (1-a) w on I,  -b      on J,   -b + w  on K
 * </pre>
 *
 * <p>Then w1 + w2 = w, and with BWN (alpha = mean |w|, sign(0) = +1) BWN(w1) + BWN(w2) = w^, both with the scale
 * alpha / 2: on J and K the two signs differ, on I they agree. The signs hold for 0 &lt; a &lt; 1 and b &gt; 0 only; that a
 * group of few large weights breaks this, and what to do then, the paper does not say:
 *
 * <ul>
 *   <li>no zero among w^: w1 = w2 = w / 2;
 *   <li>nothing but zeros: w1 = w2 = 0;
 *   <li>otherwise (fallback) w / 2 on I, alpha / 2 and -alpha / 2 elsewhere, so that w1 + w2 is w on I and 0 elsewhere;
 *   <li>if even that does not give w^ back, because alpha is no mean of |w| on I or a latent has not the sign of its
 *       code, the same with w^ in the place of w.
 * </ul>
 *
 * @param first w1, row-major
 * @param second w2
 * @param groups one for the matrix, or one a row, as the ternary matrix has scales
 */
public record TernarySplit(double[] first, double[] second, List<Group> groups) {
    /** Largest difference of a half's mean magnitude from alpha / 2 that rounding the scale to fp32 explains. */
    private static final double ROUNDING = 1e-6;

    /** Which rule a group was split by. */
    public enum Mode {
        STANDARD,
        NO_ZERO,
        ZERO,
        FALLBACK
    }

    /** How the weights that share a scale were split. */
    public record Group(Mode mode, double a, double b, double alpha) {}

    public TernarySplit {
        groups = List.copyOf(groups);
    }

    /**
     * Splits a matrix.
     *
     * @param latent the fp32 weights, row-major
     * @param ternary what they were ternarized to
     */
    public static TernarySplit of(float[] latent, Codes ternary) {
        if (latent.length != ternary.codes().length) {
            throw new IllegalArgumentException(latent.length + " weights have no " + ternary.codes().length
                    + " ternary codes: give the codes of this matrix.");
        }
        for (byte code : ternary.codes()) {
            if (code < -1 || code > 1) {
                throw new IllegalArgumentException("The code " + code
                        + " is not ternary, and only ternary weights split into two binary ones: use .ternarize(TWN).");
            }
        }
        int count = ternary.scales().length;
        int size = latent.length / count;
        double[] first = new double[latent.length];
        double[] second = new double[latent.length];
        List<Group> groups = new ArrayList<>();
        for (int group = 0; group < count; group++) {
            Part part = new Part(latent, ternary.codes(), group * size, size, ternary.scales()[group], first, second);
            groups.add(part.split());
        }
        return new TernarySplit(first, second, groups);
    }

    /** One group while it is split. */
    private record Part(
            float[] latent, byte[] codes, int from, int size, double alpha, double[] first, double[] second) {

        Group split() {
            int kept = 0;
            double onI = 0;
            double onJ = 0;
            double onK = 0;
            for (int i = from; i < from + size; i++) {
                double magnitude = Math.abs((double) latent[i]);
                if (codes[i] != 0) {
                    kept++;
                    onI += magnitude;
                } else if (latent[i] > 0) {
                    onJ += magnitude;
                } else {
                    onK += magnitude;
                }
            }
            int zeros = size - kept;
            if (kept == 0) {
                return new Group(Mode.ZERO, 0.5, 0, 0);
            }
            double a = (onI + onK - onJ) / (2 * onI);
            double b = zeros == 0 ? 0 : (size * alpha - onI - onJ - onK) / (2.0 * zeros);
            if (zeros > 0 && a > 0 && a < 1 && b > 0 && standard(a, b)) {
                return new Group(Mode.STANDARD, a, b, alpha);
            }
            double rest = zeros == 0 ? 0 : alpha / 2;
            if (!fallback(false)) {
                fallback(true);
            }
            return new Group(zeros == 0 ? Mode.NO_ZERO : Mode.FALLBACK, 0.5, rest, alpha);
        }

        private boolean standard(double a, double b) {
            for (int i = from; i < from + size; i++) {
                double w = latent[i];
                boolean isJ = codes[i] == 0 && w > 0;
                first[i] = codes[i] != 0 ? a * w : isJ ? b + w : b;
                second[i] = codes[i] != 0 ? (1 - a) * w : isJ ? -b : -b + w;
            }
            return givesTheTernaryBack();
        }

        /** Halves of the weights that were kept, or of their ternary values. */
        private boolean fallback(boolean ofTernary) {
            for (int i = from; i < from + size; i++) {
                double kept = ofTernary ? alpha * codes[i] : latent[i];
                first[i] = (codes[i] == 0 ? alpha : kept) / 2;
                second[i] = (codes[i] == 0 ? -alpha : kept) / 2;
            }
            return givesTheTernaryBack();
        }

        /** Whether the halves, as the fp32 numbers they will be, binarize to scales alpha / 2 and signs that add up. */
        private boolean givesTheTernaryBack() {
            double sumOfFirst = 0;
            double sumOfSecond = 0;
            for (int i = from; i < from + size; i++) {
                int signs = sign((float) first[i]) + sign((float) second[i]);
                if (signs != 2 * codes[i]) {
                    return false;
                }
                sumOfFirst += Math.abs(first[i]);
                sumOfSecond += Math.abs(second[i]);
            }
            double wanted = size * alpha / 2;
            return Math.abs(sumOfFirst - wanted) <= ROUNDING * wanted
                    && Math.abs(sumOfSecond - wanted) <= ROUNDING * wanted;
        }

        private static int sign(float value) {
            return value >= 0 ? 1 : -1;
        }
    }

    /** w1 as fp32. */
    public float[] firstFloats() {
        return floats(first);
    }

    /** w2 as fp32. */
    public float[] secondFloats() {
        return floats(second);
    }

    private static float[] floats(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
