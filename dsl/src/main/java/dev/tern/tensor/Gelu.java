package dev.tern.tensor;

/**
 * y = x Phi(x) with the normal distribution function itself, not its tanh imitation: Hendrycks and Gimpel 2016,
 * "Gaussian Error Linear Units"; what Hugging Face calls "gelu".
 */
public final class Gelu {
    private Gelu() {}

    public static Tensor apply(Tape tape, Tensor x) {
        return Elementwise.apply(tape, x, RowKernels.BEST::gelu, RowKernels.BEST::geluGradient);
    }
}
