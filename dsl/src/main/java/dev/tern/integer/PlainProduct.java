package dev.tern.integer;

import dev.tern.tensor.Threads;

/** The product as plain integer loops: what every other kernel is judged by, and what runs where no other does. */
final class PlainProduct implements ProductKernel {

    @Override
    public String name() {
        return "plain Java";
    }

    @Override
    public Weights prepare(byte[] codes, int out, int in) {
        // Transposed, so that the inner loop runs over neighbouring outputs, which the compiler vectorizes.
        int[] transposed = new int[in * out];
        int[] sums = new int[out];
        for (int o = 0; o < out; o++) {
            for (int k = 0; k < in; k++) {
                transposed[k * out + o] = codes[o * in + k];
                sums[o] += codes[o * in + k];
            }
        }
        return (input, rows, zero, bias, result) -> Threads.parallel(rows, (from, to) -> {
            for (int i = from; i < to; i++) {
                row(input, i * in, in, zero, transposed, sums, bias, result, i * out, out);
            }
        });
    }

    private static void row(
            byte[] input,
            int at,
            int in,
            int zero,
            int[] transposed,
            int[] sums,
            int[] bias,
            int[] result,
            int to,
            int out) {
        int[] sum = new int[out];
        for (int o = 0; o < out; o++) {
            sum[o] = bias[o] - zero * sums[o];
        }
        for (int k = 0; k < in; k++) {
            int x = input[at + k] & 0xff;
            int w = k * out;
            for (int o = 0; o < out; o++) {
                sum[o] += x * transposed[w + o];
            }
        }
        System.arraycopy(sum, 0, result, to, out);
    }
}
