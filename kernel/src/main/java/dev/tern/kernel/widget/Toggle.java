package dev.tern.kernel.widget;

import dev.tern.kernel.display.Html;
import org.jspecify.annotations.Nullable;

/** On or off: a button that stays down, or a box with a check mark. */
public final class Toggle extends Control<Boolean, Toggle> {
    private Toggle(Traits traits) {
        super(traits, "value");
    }

    static Toggle button(String name) {
        return new Toggle(Traits.of(
                "ToggleButton",
                "ToggleButtonStyle",
                state("description", name, "disabled", false, "button_style", "", "icon", "", "value", false)));
    }

    static Toggle box(String name) {
        return new Toggle(Traits.of(
                "Checkbox",
                "CheckboxStyle",
                state("description", name, "disabled", false, "indent", false, "value", false)));
    }

    @Override
    Toggle copy(Traits traits) {
        return new Toggle(traits);
    }

    @Override
    Boolean fromState(@Nullable Object state) {
        return Boolean.TRUE.equals(state);
    }

    @Override
    Object toState(Boolean value) {
        return value;
    }

    @Override
    public String toHtml() {
        return still("", picture());
    }

    @Override
    String picture() {
        return (value() ? "☑ " : "☐ ") + Html.escape(traits().text("description"));
    }

    /** The expression that makes one which stands as this one stands. */
    @Override
    public String toString() {
        String made =
                (traits().kind().equals("Checkbox") ? "checkbox(" : "toggle(") + quoted(traits().text("description"));
        Object width = traits().layout().get("width");
        return made + ")" + (value() ? ".at(true)" : "")
                + (width == null ? "" : ".width(" + quoted((String) width) + ")");
    }
}
