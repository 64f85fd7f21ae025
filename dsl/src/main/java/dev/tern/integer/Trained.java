package dev.tern.integer;

import dev.tern.stored.StoredMatrix;

/** What {@link Lowering} makes a program of: a network whose training is over, or its file. */
interface Trained {
    /** Whether there is a layer or table of this name. */
    boolean has(String layer);

    /** The codes of a layer or table, with one scale or one a row. */
    StoredMatrix matrix(String layer, int rows, int columns);

    /** The real numbers of a parameter that is not quantized. */
    float[] numbers(String parameter, int count);

    /** The grid of a place. */
    PlaceGrid place(String name);
}
