package dev.tern.tensor;

/** y = max(x, 0); the gradient at 0 is 0. */
public final class Relu extends Elementwise {
    private static final Kind<Relu> KIND = new Kind<>(Relu::new);

    private Relu() {}

    public static Tensor apply(Tape tape, Tensor x) {
        return tape.take(KIND).of(tape, x);
    }

    @Override
    void compute(float[] in, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = Math.max(in[i], 0);
        }
    }

    @Override
    void differentiate(float[] in, float[] up, float[] down, int n) {
        for (int i = 0; i < n; i++) {
            down[i] = in[i] > 0 ? up[i] : 0;
        }
    }
}
