package dev.tern.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every kernel gives the bits of the definition, at the ends of the code ranges too. */
class ProductKernelTest {
    private static final int[][] SHAPES = {
        {1, 1, 1}, {3, 5, 2}, {7, 64, 33}, {2, 1031, 17}, {65, 12, 20}, {131, 90, 130}
    };

    private static int[] definition(byte[] input, int rows, int zero, byte[] weights, int[] bias) {
        int out = bias.length;
        int in = weights.length / out;
        int[] result = new int[rows * out];
        for (int i = 0; i < rows; i++) {
            for (int o = 0; o < out; o++) {
                int sum = bias[o];
                for (int k = 0; k < in; k++) {
                    sum += ((input[i * in + k] & 0xFF) - zero) * weights[o * in + k];
                }
                result[i * out + o] = sum;
            }
        }
        return result;
    }

    private static void check(Random random, int rows, int in, int out, int zero, int[] codes) {
        byte[] input = new byte[rows * in];
        random.nextBytes(input);
        byte[] weights = new byte[out * in];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) codes[random.nextInt(codes.length)];
        }
        int[] bias = random.ints(out, -100_000, 100_000).toArray();
        for (int[] result : Products.ofEveryKernel(input, rows, zero, weights, bias)) {
            assertThat(result).isEqualTo(definition(input, rows, zero, weights, bias));
        }
    }

    @Test
    void everyKernelComputesTheDefinition() {
        Random random = new Random(8);
        int[][] ranges = {
            {-1, 1},
            {-1, 0, 1},
            {-2, -1, 0, 1},
            IntStream.rangeClosed(-8, 7).toArray(),
            // Codes with a zero point go down to -128.
            IntStream.rangeClosed(-128, 127).toArray()
        };
        for (int[] shape : SHAPES) {
            for (int zero : new int[] {0, 1, 128, 255}) {
                for (int[] codes : ranges) {
                    check(random, shape[0], shape[1], shape[2], zero, codes);
                }
            }
        }
    }

    /** One code everywhere and the largest inputs: the longest tables of look-up, just below their limit. */
    @Test
    void sumsOfTheWidestLayersFit() {
        int[][] widest = {{5040, 1, 0}, {8400, 1, -1}, {3360, 1, -2}};
        for (int[] shape : widest) {
            int in = shape[0];
            byte[] input = new byte[in];
            java.util.Arrays.fill(input, (byte) 255);
            byte[] weights = new byte[2 * in];
            java.util.Arrays.fill(weights, 0, in, (byte) shape[1]);
            java.util.Arrays.fill(weights, in, 2 * in, (byte) shape[2]);
            for (int[] result : Products.ofEveryKernel(input, 1, 0, weights, new int[2])) {
                assertThat(result).containsExactly(255 * shape[1] * in, 255 * shape[2] * in);
            }
        }
    }

    @Test
    void rowsAreReadAndWrittenWhereTheCallerSays() {
        Random random = new Random(3);
        int in = 40;
        int out = 70;
        byte[] weights = new byte[in * out];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) (random.nextInt(3) - 1);
        }
        byte[] input = new byte[9 * in];
        random.nextBytes(input);
        int[] bias = new int[out];
        int[] whole = definition(input, 9, 7, weights, bias);
        for (ProductKernel kernel : Products.kernels(weights, in)) {
            int[] result = new int[9 * out];
            ProductKernel.Weights prepared = kernel.prepare(weights, out, in, 7, bias);
            prepared.multiply(input, 2 * in, 5, result, 2 * out);
            int[] expected = new int[9 * out];
            System.arraycopy(whole, 2 * out, expected, 2 * out, 5 * out);
            assertThat(result).as(kernel.name()).isEqualTo(expected);
        }
    }

    @Test
    void theLargestProductsDoNotSaturate() {
        int in = 3072;
        byte[] input = new byte[in];
        java.util.Arrays.fill(input, (byte) 255);
        byte[] weights = new byte[in];
        // -128 is the lowest code of a learned step's two's complement grid.
        for (int code : new int[] {127, -128}) {
            java.util.Arrays.fill(weights, (byte) code);
            for (int[] result : Products.ofEveryKernel(input, 1, 0, weights, new int[1])) {
                assertThat(result).containsExactly(255 * code * in);
            }
        }
    }
}
