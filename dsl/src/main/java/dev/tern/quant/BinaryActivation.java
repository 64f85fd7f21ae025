package dev.tern.quant;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Operation;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;

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
public final class BinaryActivation extends Operation {
    private static final Kind<BinaryActivation> KIND = new Kind<>(BinaryActivation::new);
    private static final float CLIP = 1;

    private final Tiles.Walk measure = new Tiles.Walk(this::measure);
    private final Tiles.Walk write = new Tiles.Walk(this::write);
    private final Tiles.Walk pass = new Tiles.Walk(this::pass);
    private Tensor x = Tensor.NONE;
    private double[] sums = {};
    private FloatBuffer magnitudes = Tensor.NONE.data();
    private boolean isFirst;

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
        BinaryActivation operation = new BinaryActivation();
        operation.measure(x, FloatBuffer.allocate(x.rows()));
        return operation.magnitudes.array();
    }

    /** Quantizes: same shape, real. */
    public static Tensor apply(Tape tape, Tensor x) {
        BinaryActivation operation = tape.take(KIND);
        operation.measure(x, tape.floats(x.rows()));
        operation.y = tape.result(x.rows(), x.columns(), x);
        operation.write.through(rows(x), x.data());
        return tape.record(operation);
    }

    private static Tiles rows(Tensor x) {
        return Tiles.of(x.rows(), x.columns());
    }

    private void measure(Tensor newX, FloatBuffer newMagnitudes) {
        x = newX;
        magnitudes = newMagnitudes;
        Tiles tiles = rows(x);
        sums = tiles.zeros(0);
        measure.through(tiles, x.data());
        tiles.addUp(sums);
        for (int row = 0; row < x.rows(); row++) {
            magnitudes.put(row, (float) (sums[row] * x.scale() / x.columns()));
        }
    }

    private void measure(int tile, int row, int offset, float[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.abs(values[i]);
        }
        sums[tile] = sum;
    }

    private void write(int tile, int row, int offset, float[] values, int count) {
        float[] signs = Tiles.first(count);
        float magnitude = magnitudes.get(row);
        Kernels.BEST.signs(values, count, signs);
        for (int i = 0; i < count; i++) {
            signs[i] *= magnitude;
        }
        y.data().put(offset, signs, 0, count);
    }

    @Override
    protected void backward() {
        isFirst = !x.startGradient();
        // Taken here, because a tape lends memory to one thread only.
        x.gradientMemory();
        pass.through(rows(x), x.data());
    }

    private void pass(int tile, int row, int offset, float[] values, int count) {
        FloatBuffer gradient = x.gradientMemory();
        float clip = CLIP / x.scale();
        float magnitude = magnitudes.get(row);
        float[] arriving = Tiles.first(count);
        float[] sum = Tiles.second(count);
        y.gradientMemory().get(offset, arriving, 0, count);
        if (isFirst) {
            Arrays.fill(sum, 0, count, 0);
        } else {
            gradient.get(offset, sum, 0, count);
        }
        for (int i = 0; i < count; i++) {
            arriving[i] *= magnitude;
        }
        Kernels.BEST.passStrictlyInside(values, arriving, count, -clip, clip, sum);
        gradient.put(offset, sum, 0, count);
    }
}
