package dev.tern.integer;

import java.util.Random;
import jdk.incubator.vector.ByteVector;

/**
 * Whether {@link LookupProduct} runs well here. Java does not say whether the processor looks 64 bytes up by one
 * instruction, and without it the same code is a hundred times slower; so it is timed once against {@link PlainProduct},
 * about a tenth of a second.
 */
final class LookupSpeed {
    private static final int WIDTH = 192;
    private static final long NANOSECONDS = 100_000_000;

    private static final class Measured {
        static final boolean FASTER = isFaster();
    }

    private LookupSpeed() {}

    static boolean isUsable() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && Measured.FASTER;
    }

    private static boolean isFaster() {
        if (ByteVector.SPECIES_PREFERRED.length() != LookupProduct.LANES) {
            return false;
        }
        Random random = new Random(1);
        byte[] codes = new byte[WIDTH * WIDTH];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (random.nextInt(3) - 1);
        }
        byte[] input = new byte[WIDTH];
        random.nextBytes(input);
        int[] bias = new int[WIDTH];
        ProductKernel.Weights plain = new PlainProduct().prepare(codes, WIDTH, WIDTH, 3, bias);
        ProductKernel.Weights lookup = new LookupProduct(LookupDigits.TERNARY).prepare(codes, WIDTH, WIDTH, 3, bias);
        int[] expected = new int[WIDTH];
        int[] actual = new int[WIDTH];
        long plainBest = Long.MAX_VALUE;
        long lookupBest = Long.MAX_VALUE;
        long start = System.nanoTime();
        while (System.nanoTime() - start < NANOSECONDS && lookupBest >= plainBest / 2) {
            plainBest = Math.min(plainBest, time(plain, input, expected));
            lookupBest = Math.min(lookupBest, time(lookup, input, actual));
        }
        return lookupBest < plainBest && java.util.Arrays.equals(expected, actual);
    }

    private static long time(ProductKernel.Weights weights, byte[] input, int[] result) {
        long start = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            weights.multiply(input, 0, 1, result, 0);
        }
        return System.nanoTime() - start;
    }
}
