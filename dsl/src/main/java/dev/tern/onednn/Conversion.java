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
        run(from, fromAt, to, toAt, 0);
    }

    /** The same from fp32 to u8 with a whole number added to each; other conversions ignore it. */
    public void run(Buffer from, long fromAt, Buffer to, long toAt, int zero) {
        primitive.copy(from, fromAt, to, toAt, zero);
    }

    /** The library's name of the code that runs. */
    public String implementation() {
        return primitive.implementation();
    }
}
