package dev.tern.kernel.display;

import java.util.function.Function;

/** Shows the values of one class with a function. */
record TypeRenderer<T>(Class<T> type, Function<? super T, MimeBundle> show) implements Renderer {
    TypeRenderer {
        if (type.isPrimitive()) {
            throw new IllegalArgumentException("No object is an instance of " + type
                    + ". Register the class of its wrapper, such as Integer.class.");
        }
    }

    @Override
    public boolean accepts(Object value) {
        return type.isInstance(value);
    }

    @Override
    public MimeBundle render(Object value) {
        return show.apply(type.cast(value));
    }

    /** Whether the other shows the same class: a cell that is run again declares a class of the same name anew. */
    boolean isForSameType(Renderer other) {
        return other instanceof TypeRenderer<?> typed
                && (typed.type == type
                        || Names.isOfSession(type)
                                && Names.isOfSession(typed.type)
                                && Names.of(type).equals(Names.of(typed.type)));
    }

    @Override
    public String toString() {
        return "The renderer registered for " + Names.of(type);
    }
}
