package dev.tern.kernel.widget;

import org.jspecify.annotations.Nullable;

/** How far something is, from 0 to its total. */
public final class ProgressBar extends Control<Double, ProgressBar> {
    private ProgressBar(Traits traits) {
        super(traits, "value");
    }

    static ProgressBar to(double total) {
        if (!(total > 0) || Double.isInfinite(total)) {
            throw new IllegalArgumentException(
                    "Progress to " + total + " cannot be drawn. Type a total above 0, such as progress(100).");
        }
        return new ProgressBar(Traits.of(
                "FloatProgress",
                "ProgressStyle",
                state(
                        "description",
                        "",
                        "bar_style",
                        "",
                        "orientation",
                        "horizontal",
                        "min",
                        0.0,
                        "max",
                        total,
                        "value",
                        0.0)));
    }

    /** Goes so much further, and not beyond the total. */
    public ProgressBar advance(double by) {
        return set(Math.min(value() + by, total()));
    }

    @Override
    ProgressBar copy(Traits traits) {
        return new ProgressBar(traits);
    }

    @Override
    Double fromState(@Nullable Object state) {
        return state instanceof Number number ? number.doubleValue() : 0.0;
    }

    @Override
    Object toState(Double value) {
        if (!(value >= 0 && value <= total())) {
            throw new IllegalArgumentException(value + " is not between 0 and the total of " + total() + ".");
        }
        return value;
    }

    @Override
    String picture() {
        return "<progress value=\"" + value() + "\" max=\"" + total()
                + "\" style=\"width:300px;vertical-align:middle\"></progress>";
    }

    /** The expression that makes one that is as far as this one. */
    @Override
    public String toString() {
        return "progress(" + total() + ")" + words(value() == 0 ? "" : value().toString());
    }

    private double total() {
        return (Double) traits().state().get("max");
    }
}
