package dev.tern.tensor;

/**
 * y = x Phi(x) with the normal distribution function itself, not its tanh imitation: Hendrycks and Gimpel 2016,
 * "Gaussian Error Linear Units"; what Hugging Face calls "gelu".
 */
public final class Gelu extends Elementwise {
    private static final Kind<Gelu> KIND = new Kind<>(Gelu::new);

    private Gelu() {}

    public static Tensor apply(Tape tape, Tensor x) {
        return tape.take(KIND).of(tape, x);
    }

    @Override
    void compute(float[] in, float[] out, int n) {
        RowKernels.BEST.gelu(in, out, n);
    }

    @Override
    void differentiate(float[] in, float[] up, float[] down, int n) {
        RowKernels.BEST.geluGradient(in, up, down, n);
    }
}
