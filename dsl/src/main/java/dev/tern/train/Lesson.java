package dev.tern.train;

/** What a student learns, and for how long: an {@link Imitation} for the whole training, or a {@link Stage} of it. */
public sealed interface Lesson permits Imitation, Stage {
    /** This lesson with what it does not tell left to the recipe. */
    Stage stage();
}
