package dev.tern.tensor;

import java.nio.FloatBuffer;

/**
 * Each row to exp(x - max) / sum. A padded column, whose score lies 10000 below, gets exactly 0 and adds exactly 0 to
 * the sum, so a row has the same bits however far it is padded.
 */
public final class Softmax extends Operation {
    private static final Kind<Softmax> KIND = new Kind<>(Softmax::new);

    private final Threads.Part forward = this::forward;
    private final Threads.Part backward = this::backward;
    private Tensor x = Tensor.NONE;
    private boolean started;

    private Softmax() {}

    public static Tensor apply(Tape tape, Tensor x) {
        Softmax softmax = tape.take(KIND);
        softmax.x = x;
        softmax.y = tape.result(x.rows(), x.columns(), x);
        Threads.parallel(x.rows(), softmax.grain(), softmax.forward);
        return tape.record(softmax);
    }

    private int grain() {
        return 1 + 8192 / x.columns();
    }

    private void forward(int from, int to) {
        int width = x.columns();
        float[] in = Scratch.floats(0, width);
        float[] out = Scratch.floats(1, width);
        for (int i = from; i < to; i++) {
            Rows.load(x, i * width, in, width);
            RowKernels.BEST.softmax(in, out, 0, width);
            y.data().put(i * width, out, 0, width);
        }
    }

    @Override
    protected void backward() {
        started = x.startGradient();
        // Taken here, because a tape lends memory to one thread only.
        x.gradientMemory();
        Threads.parallel(x.rows(), grain(), backward);
    }

    private void backward(int first, int end) {
        int width = x.columns();
        FloatBuffer from = y.gradientMemory();
        FloatBuffer to = x.gradientMemory();
        float[] value = Scratch.floats(0, width);
        float[] dy = Scratch.floats(1, width);
        float[] dx = Scratch.floats(2, width);
        for (int i = first; i < end; i++) {
            y.data().get(i * width, value, 0, width);
            from.get(i * width, dy, 0, width);
            RowKernels.BEST.softmaxGradient(value, dy, dx, 0, width);
            Rows.give(to, started, i * width, dx, width);
        }
    }
}
