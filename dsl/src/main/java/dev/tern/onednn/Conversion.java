package dev.tern.onednn;

import java.nio.Buffer;

/**
 * Copies a matrix into another type or layout: fp32 to bf16 rounds to the nearest, half to even; fp32 to a byte also,
 * and stops at the ends of its range. May be run by any number of threads at once.
 */
public final class Conversion {
    private final Primitive primitive;

    Conversion(Primitive primitive) {
        this.primitive = primitive;
    }

    /** Runs it on direct buffers in native order; {@code at} counts numbers. */
    public void run(Buffer from, long fromAt, Buffer to, long toAt) {
        primitive.run(from, fromAt, to, toAt);
    }

    /** The library's name of the code that runs. */
    public String implementation() {
        return primitive.implementation();
    }
}
