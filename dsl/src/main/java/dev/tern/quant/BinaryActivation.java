package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * Binary activations: Rastegari, Ordonez, Redmon, Farhadi, "XNOR-Net: ImageNet Classification Using Binary Convolutional
 * Neural Networks", ECCV 2016 (section 3.2, eq. 10 and 11). Of a row of n values
 *
 * <pre>
 *   K  = mean |x|                                the row's scale
 *   x^ = K sign(x), sign(0) = 1
 *   dL/dx = K dL/dx^ where |x| &lt; 1, else 0      straight through the sign; K counts as a constant
 * </pre>
 *
 * <p>The paper's K is a map over the positions of an image; a row of a dense layer is one position, so its K is one
 * number. It is taken of every batch anew, at inference too, and differs from row to row: the result is a real tensor,
 * and a model quantized so does not run on the integer program. {@link Xnor} computes its products from bits.
 */
public final class BinaryActivation {
    private static final float CLIP = 1;

    private BinaryActivation() {}

    /** What a place keeps of it: the ends of what passes a gradient. */
    static RangeSource start(Bits bits) {
        if (bits.count() != 1) {
            throw new IllegalArgumentException(
                    "Binary activations take one bit, not " + bits.count() + ": write activations(binary).");
        }
        return RangeSource.fixed(new Range(-CLIP, CLIP));
    }

    /** There is none: the two levels of a row are its own. */
    static void grid(MovingGrid grid, float low, float high, Bits bits) {
        throw new IllegalStateException("Binary activations have a magnitude for every row and no grid.");
    }

    /** K of every row. */
    public static float[] magnitudes(Tensor x) {
        Tiles tiles = rows(x);
        double[] sums = new double[tiles.count()];
        tiles.forEach(x.data(), (tile, row, offset, values, count) -> {
            for (int i = 0; i < count; i++) {
                sums[tile] += Math.abs(values[i]);
            }
        });
        double[] totals = tiles.totals(sums);
        float[] magnitudes = new float[x.rows()];
        for (int row = 0; row < magnitudes.length; row++) {
            magnitudes[row] = (float) (totals[row] * x.scale() / x.columns());
        }
        return magnitudes;
    }

    /** Quantizes: same shape, real. */
    public static Tensor apply(Tape tape, Tensor x) {
        float[] magnitudes = magnitudes(x);
        Tensor output = tape.result(x.rows(), x.columns(), x);
        FloatBuffer target = output.data();
        rows(x).forEach(x.data(), (tile, row, offset, values, count) -> {
            float[] signs = new float[count];
            Kernels.BEST.signs(values, count, signs);
            for (int i = 0; i < count; i++) {
                signs[i] *= magnitudes[row];
            }
            target.put(offset, signs, 0, count);
        });
        if (output.needsGradient()) {
            tape.record(() -> {
                if (output.hasGradient()) {
                    backward(x, output, magnitudes);
                }
            });
        }
        return output;
    }

    private static void backward(Tensor x, Tensor output, float[] magnitudes) {
        boolean isFirst = !x.startGradient();
        FloatBuffer upstream = output.gradientMemory();
        FloatBuffer gradient = x.gradientMemory();
        float clip = CLIP / x.scale();
        rows(x).forEach(x.data(), (tile, row, offset, values, count) -> {
            float[] arriving = new float[count];
            float[] sum = new float[count];
            upstream.get(offset, arriving, 0, count);
            if (!isFirst) {
                gradient.get(offset, sum, 0, count);
            }
            for (int i = 0; i < count; i++) {
                arriving[i] *= magnitudes[row];
            }
            Kernels.BEST.passStrictlyInside(values, arriving, count, -clip, clip, sum);
            gradient.put(offset, sum, 0, count);
        });
    }

    private static Tiles rows(Tensor x) {
        return Tiles.of(x.rows(), x.columns());
    }
}
