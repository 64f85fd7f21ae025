package dev.tern.integer;

/**
 * The integer product of activations and weights. All kernels give the same bits; {@link PlainProduct} is the judge.
 */
interface ProductKernel {

    /** What a trace calls it. */
    String name();

    /** Weights as the kernel reads them: signed codes, [out, in] row-major. Made once, used at every call. */
    Weights prepare(byte[] codes, int out, int in);

    /** Weights in a kernel's own form. */
    interface Weights {
        /**
         * result[i][o] = bias[o] + sum over k of (input[i][k] − zero) · weight[o][k], modulo 2³².
         *
         * @param input unsigned bytes, [rows, in]
         * @param zero 0 to 255
         * @param bias [out]
         * @param result [rows, out], overwritten
         */
        void multiply(byte[] input, int rows, int zero, int[] bias, int[] result);
    }
}
