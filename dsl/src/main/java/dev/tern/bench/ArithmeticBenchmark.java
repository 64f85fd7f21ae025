package dev.tern.bench;

import dev.tern.fixed.Constants;
import dev.tern.ibert.FixedGelu;
import dev.tern.ibert.FixedLayerNorm;
import dev.tern.ibert.FixedPoint;
import dev.tern.ibert.FixedSoftmax;
import dev.tern.ibert.Rescale;
import dev.tern.tensor.Gelu;
import dev.tern.tensor.LayerNorm;
import dev.tern.tensor.Softmax;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.util.Locale;
import java.util.Random;

/**
 * Nanoseconds an element takes, on one thread: integer GELU, softmax, LayerNorm and requantization beside the float
 * operations of the tape. Both sides alternate, the best of all rounds counts.
 */
public final class ArithmeticBenchmark {
    private static final int ROUNDS = 60;
    private static final int ROWS = 256;

    private ArithmeticBenchmark() {}

    public static void main(String[] arguments) {
        Threads.use(1);
        System.out.printf(Locale.ROOT, "%-32s %10s %10s%n", "ns an element, best of " + ROUNDS, "integer", "float");
        gelu(1200);
        softmax(64);
        layerNorm(312);
        requantize(312);
    }

    private static void gelu(int columns) {
        int[] source = numbers(columns);
        int[] work = new int[source.length];
        Tensor x = tensor(columns);
        print(
                "GELU, rows of " + columns,
                columns,
                () -> {
                    System.arraycopy(source, 0, work, 0, work.length);
                    FixedGelu.apply(work, 0, work.length);
                },
                tape -> Gelu.apply(tape, x));
    }

    private static void softmax(int columns) {
        int[] source = numbers(columns);
        int[] work = new int[source.length];
        Tensor x = tensor(columns);
        FixedSoftmax function = Constants.softmax(1e-4f);
        print(
                "softmax, rows of " + columns,
                columns,
                () -> {
                    System.arraycopy(source, 0, work, 0, work.length);
                    for (int row = 0; row < ROWS; row++) {
                        function.apply(work, row * columns, (row + 1) * columns);
                    }
                },
                tape -> Softmax.apply(tape, x));
    }

    private static void layerNorm(int columns) {
        int[] source = numbers(columns);
        int[] work = new int[source.length];
        Tensor x = tensor(columns);
        float[] gamma = new float[columns];
        java.util.Arrays.fill(gamma, 0.9f);
        FixedLayerNorm function = Constants.layerNorm(gamma, new float[columns]);
        Tensor scale = Tensor.of(gamma, 1, columns);
        Tensor shift = Tensor.zeros(1, columns);
        print(
                "LayerNorm, rows of " + columns,
                columns,
                () -> {
                    for (int row = 0; row < ROWS; row++) {
                        function.apply(source, row * columns, work, row * columns);
                    }
                },
                tape -> LayerNorm.apply(tape, x, scale, shift, 1e-12f));
    }

    /** The float side is what requantization took in a program with float steps: 64-bit products, one by one. */
    private static void requantize(int columns) {
        int[] source = numbers(columns);
        int[] work = new int[source.length];
        Rescale rescale = Constants.ratio(1e-4f, 0.03f).saturating(-128, 127);
        var requantizer = dev.tern.quant.Requantizer.between(1e-4f, 0.03f);
        int[] other = new int[source.length];
        print("requantize (right: 64 bits)", columns, () -> rescale.apply(source, 0, source.length, work, 0), tape -> {
            for (int i = 0; i < source.length; i++) {
                other[i] = requantizer.apply(source[i], 0, -128, 127);
            }
        });
    }

    private interface FloatSide {
        void run(Tape tape);
    }

    private static void print(String what, int columns, Runnable integer, FloatSide real) {
        double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
        try (Tape tape = Tape.forInference()) {
            for (int round = 0; round < ROUNDS; round++) {
                best[0] = Math.min(best[0], seconds(integer));
                best[1] = Math.min(best[1], seconds(() -> real.run(tape)));
                tape.reset();
            }
        }
        double elements = (double) ROWS * columns / 1e9;
        System.out.printf(Locale.ROOT, "%-32s %10.3f %10.3f%n", what, best[0] / elements, best[1] / elements);
    }

    private static double seconds(Runnable side) {
        long start = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            side.run();
        }
        return (System.nanoTime() - start) * 1e-10;
    }

    private static int[] numbers(int columns) {
        Random random = new Random(1);
        int[] numbers = new int[ROWS * columns];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (int) (random.nextGaussian() * (1 << FixedPoint.BITS));
        }
        return numbers;
    }

    private static Tensor tensor(int columns) {
        float[] values = new float[ROWS * columns];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, ROWS, columns);
    }
}
