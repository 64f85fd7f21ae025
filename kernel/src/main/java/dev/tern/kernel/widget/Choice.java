package dev.tern.kernel.widget;

import dev.tern.kernel.display.Html;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One of several things, chosen from a list that opens. Each is shown as its text.
 *
 * @param <T> what they are
 */
public final class Choice<T> extends Control<T, Choice<T>> {
    private final List<T> options;

    private Choice(List<T> options, Traits traits) {
        super(traits, "index");
        this.options = options;
    }

    static <T> Choice<T> among(List<T> options) {
        if (options.isEmpty()) {
            throw new IllegalArgumentException(
                    "A dropdown needs something to choose, such as dropdown(\"red\", \"green\").");
        }
        List<String> labels = options.stream().map(String::valueOf).toList();
        return new Choice<>(
                options,
                Traits.of(
                        "Dropdown",
                        "DescriptionStyle",
                        state("description", "", "disabled", false, "_options_labels", labels, "index", 0)));
    }

    @Override
    Choice<T> copy(Traits traits) {
        return new Choice<>(options, traits);
    }

    @Override
    T fromState(@Nullable Object state) {
        int index = state instanceof Number number ? number.intValue() : 0;
        return options.get(Math.min(Math.max(index, 0), options.size() - 1));
    }

    @Override
    Object toState(T value) {
        int index = options.indexOf(value);
        if (index < 0) {
            throw new IllegalArgumentException(value + " is not among the choices " + options + ".");
        }
        return index;
    }

    @Override
    String picture() {
        return options.stream()
                .map(each -> each.equals(value())
                        ? "<b>" + Html.escape(String.valueOf(each)) + "</b>"
                        : "<span style=\"opacity:0.6\">" + Html.escape(String.valueOf(each)) + "</span>")
                .collect(Collectors.joining(" · "));
    }

    /** About the expression that makes a dropdown which stands where this one stands. */
    @Override
    public String toString() {
        return "dropdown(" + options.stream().map(Choice::word).collect(Collectors.joining(", ")) + ")"
                + words(value().equals(options.get(0)) ? "" : word(value()));
    }

    private static String word(Object option) {
        return option instanceof String text ? quoted(text) : String.valueOf(option);
    }
}
