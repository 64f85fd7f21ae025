package dev.tern.integer;

/**
 * The integer product of activations and weights. All kernels give the same bits; {@link PlainProduct} is the judge. A
 * kernel runs on the thread that calls it: whoever walks a network cuts the rows among threads.
 */
public interface ProductKernel {

    /** What a trace calls it. */
    String name();

    /**
     * Weights as the kernel reads them. Made once, used at every call.
     *
     * @param codes signed, [out, in] row-major
     * @param zero code of the value zero in the inputs to come, 0 to 255
     * @param bias [out]
     */
    Weights prepare(byte[] codes, int out, int in, int zero, int[] bias);

    /** Weights, zero point and bias in a kernel's own form; any number of threads may share them. */
    interface Weights {
        /**
         * result[i][o] = bias[o] + sum over k of (input[i][k] − zero) · weight[o][k], modulo 2³². Allocates nothing once
         * a thread has called it.
         *
         * @param input unsigned bytes, [rows, in], of which row 0 begins at index {@code at}
         * @param rows any number; tens of rows at a time stay in a core's cache
         * @param result [rows, out], of which row 0 begins at index {@code to}; overwritten
         */
        void multiply(byte[] input, int at, int rows, int[] result, int to);

        /**
         * The same sums, a few rows after the other, each handed on while they are in a core's nearest cache.
         *
         * @param out how many sums a row has
         * @param sums room for all rows
         */
        default void multiply(byte[] input, int at, int rows, int out, int[] sums, NearRows then) {
            multiply(input, at, rows, sums, 0);
            NearRows.each(rows, out, then);
        }
    }

    /** Takes sums of a few rows. */
    interface NearRows {
        /** Rows that several functions pass while they are in a core's nearest cache, and that fill whole vectors. */
        int COUNT = 4;

        /**
         * Takes rows.
         *
         * @param first number of the first row
         * @param rows how many, up to {@link #COUNT}
         * @param at where their sums begin
         */
        void take(int first, int rows, int at);

        /** Hands on rows of {@code out} sums that lie one after the other from index 0 on. */
        static void each(int rows, int out, NearRows then) {
            for (int first = 0; first < rows; first += COUNT) {
                then.take(first, Math.min(COUNT, rows - first), first * out);
            }
        }
    }

    /** The zero point as a part of what is added: sum (x − z) w + b = sum x w + (b − z sum w). */
    static int[] added(byte[] codes, int out, int in, int zero, int[] bias) {
        int[] added = new int[out];
        for (int o = 0; o < out; o++) {
            int sum = 0;
            for (int k = 0; k < in; k++) {
                sum += codes[o * in + k];
            }
            added[o] = bias[o] - zero * sum;
        }
        return added;
    }
}
