package dev.tern.bench;

import dev.tern.onednn.Matrix;
import dev.tern.onednn.Numbers;
import dev.tern.onednn.OneDnn;
import dev.tern.onednn.Product;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one thread of this machine can do at most, measured: products a second of large matrices whose working set fits
 * the cache, and bytes a second to and from memory.
 */
final class Limits {
    private static final int SIZE = 512;
    private static final int FLOATS = 1 << 25;
    private static final int ROUNDS = 8;

    private final Map<Numbers, Double> products = new EnumMap<>(Numbers.class);
    private final double bandwidth;

    private Limits(double bandwidth) {
        this.bandwidth = bandwidth;
    }

    /** Takes about two seconds. */
    static Limits measured() {
        Limits limits = new Limits(2.0 * Float.BYTES * FLOATS / copySeconds());
        OneDnn library = OneDnn.ifUsable();
        if (library != null) {
            limits.products.put(Numbers.F32, rate(library, Numbers.F32, Numbers.F32));
            limits.products.put(Numbers.BF16, rate(library, Numbers.BF16, Numbers.BF16));
            limits.products.put(Numbers.U8, rate(library, Numbers.U8, Numbers.S8));
        }
        return limits;
    }

    /** Processor time of the calling thread in seconds: what else the machine does does not count. */
    static double seconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9;
    }

    private static FloatBuffer memory(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static double copySeconds() {
        FloatBuffer from = memory(FLOATS);
        FloatBuffer to = memory(FLOATS);
        return best(() -> to.put(0, from, 0, FLOATS));
    }

    private static double rate(OneDnn library, Numbers left, Numbers right) {
        Product product = library.product(
                Matrix.of(left, SIZE, SIZE), Matrix.of(right, SIZE, SIZE), Matrix.of(Numbers.F32, SIZE, SIZE));
        FloatBuffer a = memory(SIZE * SIZE);
        FloatBuffer b = memory(SIZE * SIZE);
        FloatBuffer c = memory(SIZE * SIZE);
        int times = 16;
        return 2.0
                * times
                * SIZE
                * SIZE
                * SIZE
                / best(() -> {
                    for (int i = 0; i < times; i++) {
                        product.run(a, 0, b, 0, c, 0);
                    }
                });
    }

    private static double best(Runnable run) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            double start = seconds();
            run.run();
            best = Math.min(best, seconds() - start);
        }
        return best;
    }

    /** Bytes a second, read and written together. */
    double bandwidth() {
        return bandwidth;
    }

    /** Operations a second of products of such numbers; not a number without oneDNN. */
    double products(Numbers numbers) {
        return products.getOrDefault(numbers, Double.NaN);
    }
}
