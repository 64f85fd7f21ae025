package dev.tern.tensor;

/**
 * Turns values into whole numbers inside an operation that makes them, so that they need not be written and read again in
 * between. What the numbers are may depend on the range of a whole batch, so an operation first makes all values.
 */
public interface Rounding {
    /** Smallest and largest of the values so far (ends[0], ends[1]) and of the first {@code count} of {@code values}. */
    void range(float[] values, int count, float[] ends);

    /** What values of a batch become whose range is this. */
    Codes start(float lowest, float highest);

    /** The whole numbers of one batch. */
    interface Codes {
        /** What a whole number is worth, above 0. */
        float scale();

        /** The whole numbers of values; the two arrays may be one. */
        void round(float[] values, int count, float[] codes);

        /** Backward: adds the codes' gradient to that of the values, as far as it passes the rounding. */
        void pass(float[] values, float[] arriving, int count, float[] sum);
    }
}
