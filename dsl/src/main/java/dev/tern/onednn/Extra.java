package dev.tern.onednn;

/** What a {@link Product} does besides multiplying: c = scale (a - zero) b + bias + c. */
public enum Extra {
    /** Adds to what c holds. */
    SUM,
    /** Adds a row of the result's type to every row. */
    BIAS,
    /** A factor, given with each call. */
    SCALE,
    /** A whole number subtracted from every element of a, which are bytes; given with each call. */
    ZERO_POINT
}
