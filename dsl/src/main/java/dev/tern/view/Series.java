package dev.tern.view;

import java.util.stream.IntStream;

/**
 * A named row of points.
 *
 * @param name what the legend says
 * @param x positions to the right
 * @param y values; NaN leaves a gap
 */
public record Series(String name, double[] x, double[] y) {

    public Series {
        if (x.length != y.length) {
            throw new IllegalArgumentException("The series \"" + name + "\" has " + x.length + " x values and "
                    + y.length + " y values; it needs as many of one as of the other.");
        }
        x = x.clone();
        y = y.clone();
    }

    /** Values at 1, 2, 3, ... */
    public static Series of(String name, double... values) {
        return new Series(
                name, IntStream.rangeClosed(1, values.length).asDoubleStream().toArray(), values);
    }
}
