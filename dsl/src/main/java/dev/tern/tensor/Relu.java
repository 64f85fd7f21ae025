package dev.tern.tensor;

/** y = max(x, 0); the gradient at 0 is 0. */
public final class Relu {
    private Relu() {}

    public static Tensor apply(Tape tape, Tensor x) {
        return Elementwise.apply(tape, x, Relu::forward, Relu::backward);
    }

    private static void forward(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(x[i], 0);
        }
    }

    private static void backward(float[] x, float[] dy, float[] dx, int n) {
        for (int i = 0; i < n; i++) {
            dx[i] = x[i] > 0 ? dy[i] : 0;
        }
    }
}
