package dev.tern.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every kernel gives the bits of the definition, at the ends of the code ranges too. */
class ProductKernelTest {
    private static final int[][] SHAPES = {{1, 1, 1}, {3, 5, 2}, {7, 64, 33}, {2, 1031, 17}, {65, 12, 20}};

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

    private static void check(Random random, int rows, int in, int out, int zero, int magnitude) {
        byte[] input = new byte[rows * in];
        random.nextBytes(input);
        byte[] weights = new byte[out * in];
        for (int i = 0; i < weights.length; i++) {
            // Codes with a zero point go down to -128.
            weights[i] = (byte) (random.nextInt(2 * magnitude + 2) - magnitude - 1);
        }
        int[] bias = random.ints(out, -100_000, 100_000).toArray();
        for (int[] result : Products.ofEveryKernel(input, rows, zero, weights, bias)) {
            assertThat(result).isEqualTo(definition(input, rows, zero, weights, bias));
        }
    }

    @Test
    void everyKernelComputesTheDefinition() {
        Random random = new Random(8);
        for (int[] shape : SHAPES) {
            for (int zero : new int[] {0, 1, 128, 255}) {
                check(random, shape[0], shape[1], shape[2], zero, 1);
                check(random, shape[0], shape[1], shape[2], zero, 127);
            }
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
