package dev.tern.kernel.widget;

import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The words that make widgets. Every name here is known in every session.
 *
 * <pre>{@code
 * var x = slider(0, 1).named("x");               // the last line of a cell shows it
 * x.value()                                      // where it stands, also while a cell runs
 * x.onChange(v -> System.out.println(v));        // printed under this cell
 * button("go").onClick(() -> x.set(0.5))
 * interact(v -> Math.sin(v), x)                  // below it the result, made again at each move
 * }</pre>
 */
public final class Widgets {
    private Widgets() {}

    /** A function of three values. */
    @FunctionalInterface
    public interface Function3<A, B, C> {
        @Nullable
        Object apply(A a, B b, C c);
    }

    /** A slider over real numbers. */
    public static Slider slider(double least, double most) {
        return Slider.between(least, most);
    }

    /** A slider over whole numbers. */
    public static IntSlider intSlider(int least, int most) {
        return IntSlider.between(least, most);
    }

    /** A list to choose one of these from; the first is chosen. */
    @SafeVarargs
    public static <T> Choice<T> dropdown(T... options) {
        return Choice.among(List.of(options));
    }

    /** A list to choose one of these from; the first is chosen. */
    public static <T> Choice<T> dropdown(Collection<? extends T> options) {
        return Choice.among(List.copyOf(options));
    }

    /** A button that stays down or up. */
    public static Toggle toggle(String name) {
        return Toggle.button(name);
    }

    /** A box with or without a check mark. */
    public static Toggle checkbox(String name) {
        return Toggle.box(name);
    }

    /** A button to click. */
    public static Button button(String name) {
        return Button.named(name);
    }

    /** A line to type text in. */
    public static TextBox text(String start) {
        return TextBox.of(start);
    }

    /** Words that the code may change. */
    public static Words label(String text) {
        return Words.plain(text);
    }

    /** HTML that the code may change; {@code html(...)} shows HTML that stays. */
    public static Words markup(String html) {
        return Words.markup(html);
    }

    /** A bar that fills from 0 to the total. */
    public static ProgressBar progress(double total) {
        return ProgressBar.to(total);
    }

    /** A place to show things in, again and again. */
    public static Output output() {
        return Output.empty();
    }

    /** Widgets beside each other. */
    public static Box row(Widget... widgets) {
        return Box.beside(List.of(widgets));
    }

    /** Widgets below each other. */
    public static Box column(Widget... widgets) {
        return Box.below(List.of(widgets));
    }

    /** Shows what a function makes of a control's value, again whenever it changes. */
    public static <A> Interaction interact(Function<? super A, ?> function, Control<A, ?> a) {
        return Interaction.of(() -> function.apply(a.value()), a);
    }

    /** Shows what a function makes of two controls' values, again whenever one changes. */
    public static <A, B> Interaction interact(
            BiFunction<? super A, ? super B, ?> function, Control<A, ?> a, Control<B, ?> b) {
        return Interaction.of(() -> function.apply(a.value(), b.value()), a, b);
    }

    /** Shows what a function makes of three controls' values, again whenever one changes. */
    public static <A, B, C> Interaction interact(
            Function3<? super A, ? super B, ? super C> function, Control<A, ?> a, Control<B, ?> b, Control<C, ?> c) {
        return Interaction.of(() -> function.apply(a.value(), b.value(), c.value()), a, b, c);
    }
}
