package dev.tern.integer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;
import jdk.incubator.vector.ByteVector;

/**
 * Whether {@link LookupProduct} runs well here: whether the processor looks 64 bytes up by one instruction, without which
 * the same code is a hundred times slower. Java does not say so, but Linux does; elsewhere it is timed once against
 * {@link PlainProduct}, at most a third of a second.
 */
final class LookupSpeed {
    private static final int WIDTH = 192;
    private static final long NANOSECONDS = 300_000_000;
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final Pattern INSTRUCTION = Pattern.compile("\\bavx512_?vbmi\\b");

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
        try {
            return INSTRUCTION.matcher(Files.readString(PROCESSOR)).find();
        } catch (IOException e) {
            return isTimedFaster();
        }
    }

    private static boolean isTimedFaster() {
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
