package dev.tern.kernel.widget;

import org.jspecify.annotations.Nullable;

/** A whole number between two ends, set by dragging. */
public final class IntSlider extends Control<Integer, IntSlider> {
    private IntSlider(Traits traits) {
        super(traits, "value");
    }

    static IntSlider between(int least, int most) {
        if (least >= most) {
            throw new IllegalArgumentException("A slider from " + least + " to " + most
                    + " has nothing between its ends. Type the smaller end first, such as intSlider(1, 10).");
        }
        return new IntSlider(Traits.of(
                "IntSlider",
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
                        "readout_format",
                        "d",
                        "min",
                        least,
                        "max",
                        most,
                        "step",
                        1,
                        "value",
                        least)));
    }

    /**
     * The same in steps of this width.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public IntSlider step(int step) {
        if (step < 1) {
            throw new IllegalArgumentException(
                    "A step of " + step + " leads nowhere. Type one from 1 on, such as .step(2).");
        }
        return copy(traits().with("step", step));
    }

    @Override
    IntSlider copy(Traits traits) {
        return new IntSlider(traits);
    }

    @Override
    Integer fromState(@Nullable Object state) {
        double value = state instanceof Number number ? number.doubleValue() : least();
        return (int) Math.min(Math.max(Math.rint(value), least()), most());
    }

    @Override
    Object toState(Integer value) {
        if (value < least() || value > most()) {
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
        Object step = traits().state().get("step");
        return "intSlider(" + least() + ", " + most() + ")"
                + (Integer.valueOf(1).equals(step) ? "" : ".step(" + step + ")")
                + words(value() == least() ? "" : value().toString());
    }

    private int least() {
        return (Integer) traits().state().get("min");
    }

    private int most() {
        return (Integer) traits().state().get("max");
    }
}
