package dev.tern.train;

/**
 * The weight of a loss, which may fade along a line over the epochs of its stage: Romero et al., "FitNets: Hints for Thin
 * Deep Nets", ICLR 2015 (section 3.2: lambda starts at 4 and decays linearly).
 *
 * <pre>
 *   lambda(e) = first + (last - first) clamp((e - start + 1) / (saturate - start + 1), 0, 1)
 * </pre>
 *
 * @param first in the first epoch, 0 or more
 * @param last in the last epoch, 0 or more
 */
public record Weight(double first, double last) {
    /** The loss as it is. */
    public static final Weight ONE = new Weight(1, 1);

    public Weight {
        if (!(first >= 0) || !(last >= 0) || Double.isInfinite(first) || Double.isInfinite(last)) {
            throw new IllegalArgumentException("A loss cannot have the weight "
                    + number(!(first >= 0) || Double.isInfinite(first) ? first : last)
                    + ": write times(0.5), with a number of 0 or more.");
        }
    }

    Weight times(double factor) {
        return new Weight(first * factor, last * factor);
    }

    /**
     * The weight in an epoch of a stage; the first is {@code first}, the last {@code last}.
     *
     * @param epoch from 1
     * @param epochs of the stage; if there is one only, it has the first weight
     */
    double at(int epoch, int epochs) {
        return at(epoch, 2, Math.max(2, epochs));
    }

    /** The formula: {@code first} before the epoch {@code start}, {@code last} from {@code saturate} on. */
    public double at(int epoch, int start, int saturate) {
        double passed = (double) (epoch - start + 1) / (saturate - start + 1);
        return first + (last - first) * Math.max(0, Math.min(1, passed));
    }

    /** A number as code: 4 for 4.0. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6 ? String.valueOf((long) value) : "" + value;
    }

    @Override
    public String toString() {
        return first != last
                ? ".fading(" + number(first) + ", " + number(last) + ")"
                : first == 1 ? "" : ".times(" + number(first) + ")";
    }
}
