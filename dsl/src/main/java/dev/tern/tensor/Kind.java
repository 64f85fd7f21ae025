package dev.tern.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A kind of object that steps need, an {@link Operation} above all. {@link Tape#take} makes one where the step before had
 * fewer and otherwise hands out what it made then, so that a steady step makes none. Who takes one sets all its fields.
 */
public final class Kind<T> {
    /** What one tape made of one kind. */
    static final class Pool<T> {
        private final Supplier<T> maker;
        private final List<T> made = new ArrayList<>();
        private int taken;

        private Pool(Supplier<T> maker) {
            this.maker = maker;
        }

        T take() {
            if (taken == made.size()) {
                made.add(maker.get());
            }
            return made.get(taken++);
        }

        /** Everything taken may be handed out again. */
        void clear() {
            taken = 0;
        }
    }

    private final Supplier<T> maker;

    /** @param maker of an object whose fields mean nothing yet */
    public Kind(Supplier<T> maker) {
        this.maker = maker;
    }

    Pool<T> pool() {
        return new Pool<>(maker);
    }
}
