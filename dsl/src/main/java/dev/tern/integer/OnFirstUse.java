package dev.tern.integer;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value made when it is first asked for, once, by whichever thread that is. */
final class OnFirstUse<T extends Object> {
    private @Nullable Supplier<T> maker;
    private volatile @Nullable T value;

    OnFirstUse(Supplier<T> maker) {
        this.maker = maker;
    }

    T get() {
        T made = value;
        return made != null ? made : make();
    }

    private synchronized T make() {
        Supplier<T> from = maker;
        T made = value;
        if (made == null && from != null) {
            made = from.get();
            value = made;
            maker = null;
        }
        if (made == null) {
            throw new IllegalStateException("A value that is made from itself.");
        }
        return made;
    }
}
