package dev.tern.bench;

import dev.tern.integer.ProductChoice;
import dev.tern.integer.ProductKernel;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Products of one row with ternary weights, on one thread, by the kernel that is chosen for one row and by the one for
 * many; a multiplication and an addition a weight count as two operations. Best and median of 300 turns.
 *
 * <pre>
 * java --add-modules jdk.incubator.vector -cp "install/target/tern/lib/*" dev.tern.bench.MatrixVectorBenchmark
 * </pre>
 */
public final class MatrixVectorBenchmark {
    private static final int[][] SHAPES = {{768, 768}, {768, 3072}, {3072, 768}, {312, 1200}, {384, 384}, {384, 1536}};
    private static final int TURNS = 300;
    private static final double TURN_NANOSECONDS = 2e6;

    private MatrixVectorBenchmark() {}

    /** Prints microseconds and billions of operations a second for 1, 2, 4 and 64 rows. */
    public static void main(String[] arguments) {
        System.out.println("Java " + Runtime.version());
        long sink = 0;
        for (int[] shape : SHAPES) {
            for (int rows : new int[] {1, 2, 4, 64}) {
                sink += measure(shape[0], shape[1], rows);
            }
        }
        System.out.println("(" + (sink & 1) + ")");
    }

    private static long measure(int in, int out, int rows) {
        Random random = new Random(1);
        byte[] codes = new byte[in * out];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (random.nextInt(3) - 1);
        }
        byte[] input = new byte[rows * in];
        random.nextBytes(input);
        ProductChoice choice = ProductChoice.of(codes, in);
        long sink = 0;
        for (ProductKernel kernel : new ProductKernel[] {choice.few(), choice.many()}) {
            ProductKernel.Weights weights = kernel.prepare(codes, out, in, 128, new int[out]);
            int[] result = new int[rows * out];
            double[] times = new double[TURNS];
            int calls = 1;
            for (int turn = -TURNS; turn < TURNS; turn++) {
                long start = System.nanoTime();
                for (int call = 0; call < calls; call++) {
                    weights.multiply(input, 0, rows, result, 0);
                    sink += result[call % result.length];
                }
                double time = (double) (System.nanoTime() - start) / calls;
                if (turn >= 0) {
                    times[turn] = time;
                } else {
                    calls = (int) Math.max(1, TURN_NANOSECONDS / time / 4);
                }
            }
            Arrays.sort(times);
            double operations = 2.0 * in * out * rows;
            System.out.printf(
                    Locale.ROOT,
                    "%4d x %4d, %2d rows, %-52s best %8.2f us %6.0f GOP/s   median %6.0f GOP/s%n",
                    in,
                    out,
                    rows,
                    kernel.name(),
                    times[0] * 1e-3,
                    operations / times[0],
                    operations / times[TURNS / 2]);
        }
        return sink;
    }
}
