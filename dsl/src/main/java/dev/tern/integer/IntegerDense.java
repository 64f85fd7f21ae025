package dev.tern.integer;

import dev.tern.nn.Network;
import dev.tern.quant.Codes;
import dev.tern.tensor.Linear;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An affine layer in integers (Jacob et al., CVPR 2018, equations 7 to 11), with q and z of the input, w and v the codes
 * and zero points of the weights:
 *
 * <pre>
 *   acc = sum (q - z) (w - v)  =  sum (q - z) w  -  v sum (q - z)
 * </pre>
 *
 * <p>With one scale the bias, rounded to the accumulator's scale, is part of acc. With a scale for each output, acc is
 * scaled output by output in float and the bias added there, by the very function of training.
 */
final class IntegerDense {
    private final String name;
    private final PackedMatrix weights;
    private final ProductChoice choice;
    private final ProductKernel.Weights prepared;
    private final int[] bias;
    private final float[] realBias;
    private final Place input;
    private final float[] scales;

    IntegerDense(Network network, String name, Place input) {
        Codes codes = integers(name, network.quantization().codes(name + ".weight"));
        this.name = name;
        this.input = input;
        this.weights = PackedMatrix.of(codes);
        this.scales = codes.scales().clone();
        for (int i = 0; i < scales.length; i++) {
            scales[i] = input.scale() * scales[i];
        }
        Tensor added = bias(network, codes.rows());
        this.realBias = added.toFloats();
        this.bias = hasOneScale() ? Linear.biasCodes(added, scale()) : new int[codes.rows()];
        ExactSums.require(name, TrainedNetwork.matrix(codes), bias, input.largest());
        this.choice = ProductChoice.of(codes.codes(), codes.columns());
        this.prepared = choice.prepare(codes.codes(), codes.rows(), codes.columns(), input.zero(), bias);
    }

    /** The second half of a split layer has none. */
    private Tensor bias(Network network, int out) {
        return name.endsWith(".split")
                ? Tensor.zeros(1, out)
                : network.parameter(name + ".bias").value();
    }

    static Codes integers(String name, @Nullable Codes codes) {
        if (codes == null) {
            throw new IllegalStateException(
                    "The layer " + name + " has no integer weights, so it cannot run on integers."
                            + " Add .ternarize(TWN) or .weights(int8) to the recipe and fit again.");
        }
        if (codes.scales().length > codes.rows()) {
            throw new IllegalStateException("The weights of " + name + " have a scale " + codes.granularity()
                    + ", several to an output, so its sums are no integers times one scale and it cannot run on"
                    + " integers. Write perChannel or perTensor instead and fit again.");
        }
        return codes;
    }

    private boolean hasOneScale() {
        return weights.scales().length == 1;
    }

    /** Accumulators [rows, out] of codes [rows, in]. */
    private int[] multiply(byte[] codes, int rows) {
        int out = weights.rows();
        int in = weights.columns();
        int[] result = new int[rows * out];
        Threads.parallel(rows, (from, to) -> {
            prepared.multiply(codes, from * in, to - from, result, from * out);
            subtractZeroPoints(codes, from, to, result);
        });
        return result;
    }

    private void subtractZeroPoints(byte[] codes, int from, int to, int[] result) {
        byte[] zeros = weights.zeroPoints();
        if (zeros.length == 0) {
            return;
        }
        int out = weights.rows();
        int in = weights.columns();
        for (int i = from; i < to; i++) {
            int sum = -in * input.zero();
            for (int k = i * in; k < (i + 1) * in; k++) {
                sum += codes[k] & 0xFF;
            }
            for (int o = 0; o < out; o++) {
                result[i * out + o] -= zeros[zeros.length == 1 ? 0 : o] * sum;
            }
        }
    }

    /** What the float operation that follows takes, [rows, out]: coded with one scale, else real. */
    Tensor multiply(Tape tape, byte[] codes, int rows) {
        int[] sums = multiply(codes, rows);
        int out = weights.rows();
        Tensor tensor = hasOneScale() ? tape.allocateCoded(rows, out, scale()) : tape.allocate(rows, out);
        Threads.parallel(rows, (from, to) -> {
            float[] row = new float[out];
            for (int i = from; i < to; i++) {
                for (int o = 0; o < out; o++) {
                    row[o] = sums[i * out + o];
                }
                if (!hasOneScale()) {
                    Linear.scaleColumns(row, scales, realBias, out);
                }
                tensor.data().put(i * out, row, 0, out);
            }
        });
        return tensor;
    }

    /** Codes of the next place, [rows, out]: by integers alone if there is one scale. */
    byte[] project(Tape tape, byte[] codes, int rows, Place output) {
        return hasOneScale()
                ? output.requantize(multiply(codes, rows), scale())
                : output.quantize(tape, multiply(tape, codes, rows));
    }

    /** What one unit of an accumulator is worth. */
    private float scale() {
        return scales[0];
    }

    PackedMatrix weights() {
        return weights;
    }

    ProductChoice choice() {
        return choice;
    }

    void traceTo(List<TraceRow> rows, Place output) {
        if (hasOneScale()) {
            var m = output.requantizer(scale());
            trace(rows, output.type() + " (×" + m.multiplier() + " ≫ " + m.shift() + ")");
        } else {
            traceScaled(rows, output.type());
        }
    }

    void traceTo(List<TraceRow> rows) {
        if (hasOneScale()) {
            trace(rows, "int32");
        } else {
            traceScaled(rows, "fp32");
        }
    }

    private void traceScaled(List<TraceRow> rows, String out) {
        rows.add(new TraceRow(name + " = x·Wᵀ", input.type(), weights.type(), "int32", "int32", "integer"));
        rows.add(new TraceRow(name + " = x·scale + b, an output each", "int32", "—", "—", out, "fp32"));
    }

    private void trace(List<TraceRow> rows, String out) {
        rows.add(new TraceRow(name + " = x·Wᵀ + b", input.type(), weights.type(), "int32", out, "integer"));
    }
}
