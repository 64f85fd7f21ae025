package dev.tern.quant;

/**
 * The evenly spaced values a uniform quantizer can produce: code q stands for {@code scale * (q - zeroPoint) + offset}.
 *
 * @param scale distance of neighbouring values, above 0
 * @param zeroPoint the code of the value {@code offset}
 * @param offset 0 unless the paper's float-offset form is asked for; then zero itself is not on the grid
 * @param lowest smallest code
 * @param highest largest code
 * @param rounding what happens half-way between two codes
 */
public record Grid(double scale, int zeroPoint, double offset, int lowest, int highest, Rounding rounding) {
    /** What happens half-way between two codes. */
    public enum Rounding {
        /** To the even neighbour, as {@link Math#rint}. */
        HALF_EVEN {
            @Override
            double round(double value) {
                return Math.rint(value);
            }
        },
        /** Upwards: floor(v + 1/2). */
        HALF_UP {
            @Override
            double round(double value) {
                return Math.floor(value + 0.5);
            }
        };

        abstract double round(double value);
    }

    public Grid {
        requireScale(scale);
    }

    static double requireScale(double scale) {
        if (!(scale > 0)) {
            throw new IllegalArgumentException("A grid's scale is above 0, but this one is " + scale + ".");
        }
        return scale;
    }

    /** The code of a real value, saturated to [lowest, highest]. */
    public int code(double value) {
        double code = rounding.round((value - offset) / scale) + zeroPoint;
        return (int) Math.max(lowest, Math.min(highest, code));
    }

    /** integers[i] = code of values[i] - zeroPoint, divided in fp32 as the forward pass does; without an offset. */
    void round(float[] values, int count, float[] integers) {
        round(rounding, (float) scale, lowest - zeroPoint, highest - zeroPoint, values, count, integers);
    }

    static void round(
            Rounding rounding, float step, float low, float high, float[] values, int count, float[] integers) {
        if (rounding == Rounding.HALF_EVEN) {
            Kernels.BEST.roundCodes(values, count, step, low, high, integers);
            return;
        }
        for (int i = 0; i < count; i++) {
            integers[i] = Math.max(low, Math.min(high, (float) Math.floor(values[i] / step + 0.5f)));
        }
    }

    /** The real value of a code. */
    public double value(int code) {
        return scale * (code - zeroPoint) + offset;
    }

    /** The same steps counted from another value. */
    Grid from(double newOffset) {
        return new Grid(scale, zeroPoint, newOffset, lowest, highest, rounding);
    }

    /** The smallest value on the grid. */
    public double low() {
        return value(lowest);
    }

    /** The largest value on the grid. */
    public double high() {
        return value(highest);
    }
}
