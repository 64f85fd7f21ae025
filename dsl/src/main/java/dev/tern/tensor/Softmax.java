package dev.tern.tensor;

import java.nio.FloatBuffer;

/**
 * Each row to exp(x - max) / sum. A padded column, whose score lies 10000 below, gets exactly 0 and adds exactly 0 to
 * the sum, so a row has the same bits however far it is padded.
 */
public final class Softmax {
    private Softmax() {}

    public static Tensor apply(Tape tape, Tensor x) {
        int width = x.columns();
        Tensor y = tape.result(x.rows(), width, x);
        Threads.parallel(x.rows(), 1 + 8192 / width, (from, to) -> {
            float[] in = Scratch.floats(0, width);
            float[] out = Scratch.floats(1, width);
            for (int i = from; i < to; i++) {
                Rows.load(x, i * width, in, width);
                RowKernels.BEST.softmax(in, out, 0, width);
                y.data().put(i * width, out, 0, width);
            }
        });
        if (y.needsGradient()) {
            tape.record(() -> {
                if (y.hasGradient()) {
                    backward(x, y);
                }
            });
        }
        return y;
    }

    private static void backward(Tensor x, Tensor y) {
        int width = x.columns();
        boolean started = x.startGradient();
        FloatBuffer from = y.gradientMemory();
        FloatBuffer to = x.gradientMemory();
        Threads.parallel(x.rows(), 1 + 8192 / width, (first, end) -> {
            float[] value = Scratch.floats(0, width);
            float[] dy = Scratch.floats(1, width);
            float[] dx = Scratch.floats(2, width);
            for (int i = first; i < end; i++) {
                y.data().get(i * width, value, 0, width);
                from.get(i * width, dy, 0, width);
                RowKernels.BEST.softmaxGradient(value, dy, dx, 0, width);
                Rows.give(to, started, i * width, dx, width);
            }
        });
    }
}
