package dev.tern.integer;

/** The product as plain integer loops: what every other kernel is judged by, and what runs where no other does. */
final class PlainProduct implements ProductKernel {

    @Override
    public String name() {
        return "plain Java";
    }

    @Override
    public Weights prepare(byte[] codes, int out, int in, int zero, int[] bias) {
        // Transposed, so that the inner loop runs over neighbouring outputs, which the compiler vectorizes.
        int[] transposed = new int[in * out];
        for (int o = 0; o < out; o++) {
            for (int k = 0; k < in; k++) {
                transposed[k * out + o] = codes[o * in + k];
            }
        }
        int[] added = ProductKernel.added(codes, out, in, zero, bias);
        // The sums have an array of their own: in one shared with the caller the compiler keeps its range checks.
        ThreadLocal<int[]> sums = ThreadLocal.withInitial(() -> new int[out]);
        return (input, at, rows, result, to) -> {
            int[] sum = sums.get();
            for (int i = 0; i < rows; i++) {
                System.arraycopy(added, 0, sum, 0, out);
                row(input, at + i * in, in, transposed, sum);
                System.arraycopy(sum, 0, result, to + i * out, out);
            }
        };
    }

    private static void row(byte[] input, int at, int in, int[] transposed, int[] sum) {
        int out = sum.length;
        int k = 0;
        for (; k + 4 <= in; k += 4) {
            four(sum, input, at + k, transposed, k * out, out);
        }
        for (; k < in; k++) {
            int x = input[at + k] & 0xff;
            for (int o = 0; o < out; o++) {
                sum[o] += x * transposed[k * out + o];
            }
        }
    }

    /** Four inputs at a time, so that a sum is read and written once for four products. */
    private static void four(int[] sum, byte[] input, int at, int[] w, int first, int out) {
        int a = input[at] & 0xff;
        int b = input[at + 1] & 0xff;
        int c = input[at + 2] & 0xff;
        int d = input[at + 3] & 0xff;
        int second = first + out;
        int third = second + out;
        int fourth = third + out;
        for (int o = 0; o < out; o++) {
            sum[o] += a * w[first + o] + b * w[second + o] + c * w[third + o] + d * w[fourth + o];
        }
    }
}
