package dev.tern.kernel.widget;

import dev.tern.kernel.display.Html;
import org.jspecify.annotations.Nullable;

/** Text or HTML that the code may change. */
public final class Words extends Control<String, Words> {
    private Words(Traits traits) {
        super(traits, "value");
    }

    static Words plain(String text) {
        return new Words(
                Traits.of("Label", "LabelStyle", state("description", "", "placeholder", "\u200b", "value", text)));
    }

    static Words markup(String html) {
        return new Words(
                Traits.of("HTML", "HTMLStyle", state("description", "", "placeholder", "\u200b", "value", html)));
    }

    @Override
    Words copy(Traits traits) {
        return new Words(traits);
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
        return isMarkup() ? value() : Html.escape(value());
    }

    /** The expression that makes one with the words of this one. */
    @Override
    public String toString() {
        return (isMarkup() ? "markup(" : "label(") + quoted(value()) + ")" + words("");
    }

    private boolean isMarkup() {
        return traits().kind().equals("HTML");
    }
}
