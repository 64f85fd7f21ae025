package dev.tern.fixed;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import org.jspecify.annotations.Nullable;

/**
 * Whole numbers in the place of a real operation's result: forward they are what the integer function gives, backward is
 * the real operation's own, straight through all rounding (Bengio et al. 2013). On a tape that records nothing the real
 * operation does not run.
 */
public final class Replaced {
    /** Computes a row of whole numbers; called on several threads. */
    @FunctionalInterface
    public interface Row {
        void compute(int row, int[] result);
    }

    /** The real operation, recorded by its tape. */
    @FunctionalInterface
    public interface Real {
        Tensor apply();
    }

    private Replaced() {}

    /**
     * The result, coded.
     *
     * @param scale what a whole number is worth
     */
    public static Tensor apply(Tape tape, int rows, int columns, float scale, Real operation, Row row) {
        Tensor real = tape.isRecording() ? operation.apply() : null;
        Tensor y = real == null ? tape.codedResult(rows, columns, scale) : tape.codedResult(rows, columns, scale, real);
        Threads.parallel(rows, 1 + 4096 / columns, (from, to) -> {
            int[] codes = new int[columns];
            float[] values = new float[columns];
            for (int i = from; i < to; i++) {
                row.compute(i, codes);
                for (int c = 0; c < columns; c++) {
                    values[c] = codes[c];
                }
                y.data().put(i * columns, values, 0, columns);
            }
        });
        pass(tape, real, y);
        return y;
    }

    private static void pass(Tape tape, @Nullable Tensor real, Tensor y) {
        if (real != null && y.needsGradient()) {
            tape.record(() -> {
                if (y.hasGradient()) {
                    add(y, real);
                }
            });
        }
    }

    /** The real values of whole numbers of one scale, as a real tensor. */
    public static Tensor values(Tape tape, Tensor coded) {
        Tensor y = tape.result(coded.rows(), coded.columns(), coded);
        y.data().put(0, coded.toFloats());
        if (y.needsGradient()) {
            tape.record(() -> {
                if (y.hasGradient()) {
                    add(y, coded);
                }
            });
        }
        return y;
    }

    private static void add(Tensor from, Tensor to) {
        boolean started = to.startGradient();
        var source = from.gradientMemory();
        var target = to.gradientMemory();
        Threads.parallel(from.rows(), 1 + 16384 / from.columns(), (first, end) -> {
            int columns = from.columns();
            float[] values = new float[columns];
            float[] sum = new float[columns];
            for (int i = first; i < end; i++) {
                source.get(i * columns, values, 0, columns);
                if (started) {
                    target.get(i * columns, sum, 0, columns);
                    for (int c = 0; c < columns; c++) {
                        values[c] += sum[c];
                    }
                }
                target.put(i * columns, values, 0, columns);
            }
        });
    }
}
