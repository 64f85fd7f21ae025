package dev.tern.ibert;

import jdk.incubator.vector.IntVector;

/**
 * Whether whole numbers are computed many at a time by the Vector API. Each such loop has a plain one that judges it and
 * runs where the API is off or the processor has vectors of less than 8 whole numbers.
 */
final class Lanes {
    private static final int FEWEST = 8;

    static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && Width.COUNT >= FEWEST;

    /** A class of its own, which is not loaded without the API. */
    private static final class Width {
        static final int COUNT = IntVector.SPECIES_PREFERRED.length();
    }

    private Lanes() {}
}
