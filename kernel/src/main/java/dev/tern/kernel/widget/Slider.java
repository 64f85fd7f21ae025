package dev.tern.kernel.widget;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** A number between two ends, set by dragging. */
public final class Slider extends Control<Double, Slider> {
    private static final int STEPS = 100;

    private Slider(Traits traits) {
        super(traits, "value");
    }

    static Slider between(double least, double most) {
        if (!(least < most) || Double.isInfinite(least) || Double.isInfinite(most)) {
            throw new IllegalArgumentException("A slider from " + least + " to " + most
                    + " has nothing between its ends. Type the smaller end first, such as slider(0, 1).");
        }
        return new Slider(Traits.of(
                        "FloatSlider",
                        "SliderStyle",
                        state(
                                "description",
                                "",
                                "disabled",
                                false,
                                "continuous_update",
                                true,
                                "orientation",
                                "horizontal",
                                "readout",
                                true,
                                "min",
                                least,
                                "max",
                                most,
                                "value",
                                least)))
                .step(tidy((most - least) / STEPS));
    }

    /** The nearest of 1, 2 and 5 with zeros before or behind it that is not smaller, but for rounding. */
    private static double tidy(double width) {
        BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen((int) Math.floor(Math.log10(width) + 1e-9));
        double digits = width / unit.doubleValue();
        int tidy = digits <= 1.001 ? 1 : digits <= 2.001 ? 2 : digits <= 5.001 ? 5 : 10;
        return unit.multiply(BigDecimal.valueOf(tidy)).doubleValue();
    }

    /**
     * The same in steps of this width; a new one has about a hundred steps.
     *
     * @throws IllegalArgumentException if it is not above zero
     */
    public Slider step(double step) {
        if (!(step > 0) || Double.isInfinite(step)) {
            throw new IllegalArgumentException(
                    "A step of " + step + " leads nowhere. Type one above 0, such as .step(0.01).");
        }
        int digits = Math.max(0, BigDecimal.valueOf(step).stripTrailingZeros().scale());
        return copy(traits().with("step", step).with("readout_format", "." + digits + "f"));
    }

    @Override
    Slider copy(Traits traits) {
        return new Slider(traits);
    }

    @Override
    Double fromState(@Nullable Object state) {
        double value = state instanceof Number number ? number.doubleValue() : least();
        return Math.min(Math.max(readable(value), least()), most());
    }

    /** A front end adds steps in binary, and sends 0.7100000000000001 where a person set 0.71. */
    private double readable(double value) {
        double step = (Double) traits().state().get("step");
        if (!Double.isFinite(value) || Math.abs(value) > 1e9 * step) {
            return value;
        }
        int digits = Math.max(0, BigDecimal.valueOf(step).stripTrailingZeros().scale()) + 3;
        double rounded = BigDecimal.valueOf(value)
                .setScale(digits, RoundingMode.HALF_EVEN)
                .doubleValue();
        return Math.abs(rounded - value) < 1e-6 * step ? rounded : value;
    }

    @Override
    Object toState(Double value) {
        if (!(value >= least() && value <= most())) {
            throw new IllegalArgumentException(
                    value + " is not on this slider, which goes from " + least() + " to " + most() + ".");
        }
        return value;
    }

    @Override
    String picture() {
        return "<meter min=\"" + least() + "\" max=\"" + most() + "\" value=\"" + value()
                + "\" style=\"width:200px;vertical-align:middle\"></meter> " + value();
    }

    /** The expression that makes a slider which stands where this one stands. */
    @Override
    public String toString() {
        return "slider(" + number(least()) + ", " + number(most()) + ").step("
                + number((Double) traits().state().get("step")) + ")"
                + words(value() == least() ? "" : value().toString());
    }

    private double least() {
        return (Double) traits().state().get("min");
    }

    private double most() {
        return (Double) traits().state().get("max");
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
