package dev.tern.kernel.widget;

import dev.tern.kernel.display.Place;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A widget that holds a value, which the user and the code may change. Words such as {@link #named} and {@link #at}
 * return a changed copy; {@link #set} and {@link #onChange} act on the widget itself.
 *
 * @param <T> what it holds, never null
 * @param <S> the class of the control itself
 */
public abstract class Control<T, S extends Control<T, S>> extends Widget {
    private final String key;

    /**
     * @param key under which the state holds the value
     */
    Control(Traits traits, String key) {
        super(traits);
        this.key = key;
    }

    /** What it holds now; also while a cell runs, so that a loop can follow it. */
    public final T value() {
        return fromState(model().get(key));
    }

    /**
     * Gives it another value, on every page; its handlers hear of it.
     *
     * @throws IllegalArgumentException if it cannot hold that value
     */
    public final S set(T value) {
        model().set(key, toState(value));
        return self();
    }

    /**
     * Calls a handler with each new value, on a thread beside the cells; of values that come faster than it takes them,
     * the last. What it prints appears under the cell that says this.
     */
    public final S onChange(Consumer<? super T> handler) {
        Place place = Place.here();
        listen(() -> guarded(place, () -> handler.accept(value())).run());
        return self();
    }

    /** The same with another value at first. */
    public final S at(T value) {
        return copy(traits().with(key, toState(value)));
    }

    /** The same with a name beside it. */
    public final S named(String name) {
        return copy(traits().with("description", name));
    }

    /** The same as wide as CSS says, such as {@code "400px"} or {@code "60%"}. */
    public final S width(String css) {
        return copy(traits().layout("width", css));
    }

    /** Calls a listener when the value has changed, on the thread that changed it. */
    final void listen(Runnable listener) {
        model().onChange(keys -> {
            if (keys.contains(key)) {
                listener.run();
            }
        });
    }

    abstract S copy(Traits traits);

    abstract T fromState(@Nullable Object state);

    abstract Object toState(T value);

    @SuppressWarnings("unchecked") // Each subclass names itself.
    final S self() {
        return (S) this;
    }

    /** The words that make a copy of the plain one into this. */
    final String words(String start) {
        StringBuilder words = new StringBuilder();
        if (!start.isEmpty()) {
            words.append(".at(").append(start).append(')');
        }
        String name = traits().text("description");
        if (!name.isEmpty()) {
            words.append(".named(").append(quoted(name)).append(')');
        }
        if (traits().layout().get("width") instanceof String width) {
            words.append(".width(").append(quoted(width)).append(')');
        }
        return words.toString();
    }

    @Override
    public String toHtml() {
        return still(traits().text("description"), picture());
    }

    /** What the value looks like when it cannot be changed, as HTML. */
    abstract String picture();
}
