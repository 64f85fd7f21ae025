package dev.tern.tensor;

/** y = tanh x. Plain: a classifier's pooler uses it on one row a sequence. */
public final class Tanh extends Elementwise {
    private static final Kind<Tanh> KIND = new Kind<>(Tanh::new);

    private Tanh() {}

    public static Tensor apply(Tape tape, Tensor x) {
        return tape.take(KIND).of(tape, x);
    }

    @Override
    void compute(float[] in, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = (float) StrictMath.tanh(in[i]);
        }
    }

    @Override
    void differentiate(float[] in, float[] up, float[] down, int n) {
        for (int i = 0; i < n; i++) {
            double value = StrictMath.tanh(in[i]);
            down[i] = (float) (up[i] * (1 - value * value));
        }
    }
}
