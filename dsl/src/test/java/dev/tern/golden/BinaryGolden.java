package dev.tern.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.quant.BinaryActivation;
import dev.tern.quant.Bwn;
import dev.tern.quant.Granularity;
import dev.tern.quant.Xnor;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;

/** xnor_bwn.json: binary weights with both gradients, binary activations of a convolution, and dot products of bits. */
public final class BinaryGolden {
    private BinaryGolden() {}

    public static void check(GoldenCase c) {
        switch (c.text("kind")) {
            case "bwn" -> weights(c);
            case "conv" -> convolution(c);
            case "dot" -> {
                byte[] a = bytes(c.ints("a"));
                byte[] b = bytes(c.ints("b"));
                c.isExactly("dot", Xnor.dot(Xnor.pack(a), Xnor.pack(b), a.length));
            }
            default -> throw new AssertionError("unknown kind " + c.text("kind"));
        }
    }

    private static void weights(GoldenCase c) {
        Bwn bwn = c.text("granularity").equals("per_row") ? Bwn.BWN.with(Granularity.perRow()) : Bwn.BWN;
        Tensor latent = c.matrix("w");
        c.isClose("alpha", GoldenCase.FLOAT, bwn.codes(latent).scales());
        try (Tape tape = Tape.forInference()) {
            float[] values = bwn.quantize(tape, latent).toFloats();
            assertThat(values).isEqualTo(bwn.codes(latent).values());
            c.isClose("values", GoldenCase.FLOAT, values);
        }
        if (c.expects("grad_ste")) {
            c.isClose("grad_ste", GoldenCase.FLOAT, gradient(c, bwn));
            c.isClose("grad_xnor", GoldenCase.FLOAT, gradient(c, bwn.paperGradient()));
        }
    }

    private static float[] gradient(GoldenCase c, Bwn bwn) {
        Tensor latent = c.matrix("w").requireGradient();
        try (Tape tape = Tape.forTraining(1)) {
            Gradients.backward(tape, bwn.quantize(tape, latent), c.floats("grad_out"));
            return Gradients.of(latent);
        }
    }

    /** A convolution as a product of its patches, a row each: there K is the mean magnitude of a row. */
    private static void convolution(GoldenCase c) {
        int[] shape = c.shape("x");
        int[] filters = c.shape("w");
        int kernel = filters[2];
        int high = shape[1] - kernel + 1;
        int wide = shape[2] - kernel + 1;
        int size = filters[1] * kernel * kernel;
        float[] x = c.floats("x");
        float[] patches = new float[high * wide * size];
        int at = 0;
        for (int row = 0; row < high; row++) {
            for (int column = 0; column < wide; column++) {
                for (int i = 0; i < size; i++) {
                    int channel = i / (kernel * kernel);
                    int y = row + i / kernel % kernel;
                    patches[at++] = x[(channel * shape[1] + y) * shape[2] + column + i % kernel];
                }
            }
        }
        Tensor input = Tensor.of(patches, high * wide, size);
        Tensor weights = Tensor.of(c.floats("w"), filters[0], size);
        float[] alpha = Bwn.BWN.with(Granularity.perRow()).codes(weights).scales();
        float[] k = BinaryActivation.magnitudes(input);
        int[][] dots = Xnor.product(packed(input), packed(weights), size);
        int[] binary = new int[filters[0] * high * wide];
        double[] approximation = new double[binary.length];
        for (int filter = 0; filter < filters[0]; filter++) {
            for (int position = 0; position < high * wide; position++) {
                int i = filter * high * wide + position;
                binary[i] = dots[position][filter];
                approximation[i] = (double) binary[i] * k[position] * alpha[filter];
            }
        }
        c.isClose("alpha", GoldenCase.FLOAT, alpha);
        c.isClose("K", GoldenCase.FLOAT, k);
        c.isExactly("binary_conv", binary);
        c.isClose("approx", GoldenCase.FLOAT, approximation);
    }

    private static long[][] packed(Tensor matrix) {
        long[][] packed = new long[matrix.rows()][];
        for (int row = 0; row < packed.length; row++) {
            byte[] codes = new byte[matrix.columns()];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = (byte) (matrix.data().get(row * codes.length + i) < 0 ? -1 : 1);
            }
            packed[row] = Xnor.pack(codes);
        }
        return packed;
    }

    private static byte[] bytes(int[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
