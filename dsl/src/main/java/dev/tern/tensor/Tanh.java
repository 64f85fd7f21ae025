package dev.tern.tensor;

/** y = tanh x. Plain: a classifier's pooler uses it on one row a sequence. */
public final class Tanh {
    private Tanh() {}

    public static Tensor apply(Tape tape, Tensor x) {
        return Elementwise.apply(tape, x, Tanh::forward, Tanh::backward);
    }

    private static void forward(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) StrictMath.tanh(x[i]);
        }
    }

    private static void backward(float[] x, float[] dy, float[] dx, int n) {
        for (int i = 0; i < n; i++) {
            double y = StrictMath.tanh(x[i]);
            dx[i] = (float) (dy[i] * (1 - y * y));
        }
    }
}
