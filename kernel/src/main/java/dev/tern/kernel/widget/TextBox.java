package dev.tern.kernel.widget;

import dev.tern.kernel.display.Html;
import org.jspecify.annotations.Nullable;

/** Text that the user types. */
public final class TextBox extends Control<String, TextBox> {
    private TextBox(Traits traits) {
        super(traits, "value");
    }

    static TextBox of(String start) {
        return new TextBox(Traits.of(
                "Text",
                "TextStyle",
                state(
                        "description",
                        "",
                        "disabled",
                        false,
                        "continuous_update",
                        true,
                        "placeholder",
                        "\u200b",
                        "value",
                        start)));
    }

    /** The same with a hint that stands in it while it is empty. */
    public TextBox hint(String text) {
        return copy(traits().with("placeholder", text));
    }

    /** The same, but its value changes only when the user presses Enter or leaves it. */
    public TextBox onEnter() {
        return copy(traits().with("continuous_update", false));
    }

    @Override
    TextBox copy(Traits traits) {
        return new TextBox(traits);
    }

    @Override
    String fromState(@Nullable Object state) {
        return String.valueOf(state);
    }

    @Override
    Object toState(String value) {
        return value;
    }

    @Override
    String picture() {
        return "<code>" + Html.escape(value()) + "</code>";
    }

    /** The expression that makes one with the text of this one. */
    @Override
    public String toString() {
        String hint = traits().text("placeholder");
        return "text(" + quoted(value()) + ")" + (hint.equals("\u200b") ? "" : ".hint(" + quoted(hint) + ")")
                + (Boolean.FALSE.equals(traits().state().get("continuous_update")) ? ".onEnter()" : "") + words("");
    }
}
