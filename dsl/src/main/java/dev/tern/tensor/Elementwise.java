package dev.tern.tensor;

import java.nio.FloatBuffer;

/** The frame of an operation that treats every element alike. */
final class Elementwise {
    /** y from x. */
    @FunctionalInterface
    interface Forward {
        void run(float[] x, float[] y, int n);
    }

    /** dx from x and dy. */
    @FunctionalInterface
    interface Backward {
        void run(float[] x, float[] dy, float[] dx, int n);
    }

    private Elementwise() {}

    static Tensor apply(Tape tape, Tensor x, Forward forward, Backward backward) {
        Tensor y = tape.result(x.rows(), x.columns(), x);
        Rows.each(x.size(), (at, n) -> {
            float[] in = Scratch.floats(0, Rows.TILE);
            float[] out = Scratch.floats(1, Rows.TILE);
            Rows.load(x, at, in, n);
            forward.run(in, out, n);
            y.data().put(at, out, 0, n);
        });
        if (y.needsGradient()) {
            tape.record(() -> {
                if (y.hasGradient()) {
                    backward(x, y, backward);
                }
            });
        }
        return y;
    }

    private static void backward(Tensor x, Tensor y, Backward backward) {
        boolean inPlace = x.takeGradient(y);
        boolean started = !inPlace && x.startGradient();
        FloatBuffer to = x.gradientMemory();
        FloatBuffer from = inPlace ? to : y.gradientMemory();
        Rows.each(x.size(), (at, n) -> {
            float[] in = Scratch.floats(0, Rows.TILE);
            float[] up = Scratch.floats(1, Rows.TILE);
            float[] down = Scratch.floats(2, Rows.TILE);
            Rows.load(x, at, in, n);
            from.get(at, up, 0, n);
            backward.run(in, up, down, n);
            Rows.give(to, started, at, down, n);
        });
    }
}
