package dev.tern.integer;

/**
 * One operation of an integer program.
 *
 * @param operation such as {@code encoder.0.query = x·W}
 * @param in type of what goes in
 * @param weights type of the weights, or a dash
 * @param accumulator type the sums are kept in, or a dash
 * @param out type of what comes out, with the requantizing multiplier and shift if there is one
 * @param arithmetic "integer", or "fp32" where this version still computes in float
 */
public record TraceRow(String operation, String in, String weights, String accumulator, String out, String arithmetic) {
    /** Whether no float is involved. */
    public boolean isInteger() {
        return arithmetic.equals("integer");
    }
}
