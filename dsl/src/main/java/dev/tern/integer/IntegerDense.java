package dev.tern.integer;

import dev.tern.nn.Network;
import dev.tern.quant.Codes;
import dev.tern.tensor.Linear;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.util.List;

/**
 * An affine layer in integers: acc = (q − z) · Wᵀ + b, with the bias rounded to the accumulator's scale (Jacob et al.,
 * CVPR 2018, equations 7 to 11).
 */
final class IntegerDense {
    private final String name;
    private final PackedMatrix weights;
    private final ProductKernel kernel;
    private final ProductKernel.Weights prepared;
    private final int[] bias;
    private final Place input;
    private final float scale;

    IntegerDense(Network network, String name, Place input) {
        Codes codes = network.quantization().codes(name + ".weight");
        if (codes == null || codes.scales().length != 1) {
            throw new IllegalStateException("The layer " + name
                    + " has no integer weights with one scale, so it cannot run on integers. Add .ternarize(TWN) or"
                    + " .weights(int8) to the recipe and fit again.");
        }
        this.name = name;
        this.input = input;
        this.weights = PackedMatrix.of(codes);
        this.scale = input.scale() * codes.scales()[0];
        this.bias = bias(network, codes.rows());
        requireExact(codes);
        OneDnnProduct fast = OneDnnProduct.ifUsable();
        this.kernel = fast == null ? new PlainProduct() : fast;
        this.prepared = kernel.prepare(codes.codes(), codes.rows(), codes.columns());
    }

    /** In units of the accumulator; the second half of a split layer has none. */
    private int[] bias(Network network, int out) {
        return name.endsWith(".split")
                ? new int[out]
                : Linear.biasCodes(network.parameter(name + ".bias").value(), scale);
    }

    /** The fake-quantized forward holds accumulators in fp32, which is exact below 2²⁴ only. */
    private void requireExact(Codes codes) {
        long largestInput = input.largest();
        for (int o = 0; o < codes.rows(); o++) {
            long sum = Math.abs((long) bias[o]);
            for (int k = 0; k < codes.columns(); k++) {
                sum += largestInput * Math.abs(codes.codes()[o * codes.columns() + k]);
            }
            if (sum >= 1 << 24) {
                throw new IllegalStateException("Output " + o + " of " + name + " may reach an accumulator of " + sum
                        + ", beyond the 2^24 that training computes exactly. Ternary weights stay far below: use"
                        + " .ternarize(TWN), or a narrower layer.");
            }
        }
    }

    /** Accumulators [rows, out] of codes [rows, in]. */
    int[] multiply(byte[] codes, int rows) {
        int[] result = new int[rows * weights.rows()];
        prepared.multiply(codes, rows, input.zero(), bias, result);
        return result;
    }

    /** Accumulators as a coded tensor, for the float operation that follows. */
    Tensor multiply(Tape tape, byte[] codes, int rows) {
        int[] sums = multiply(codes, rows);
        Tensor tensor = tape.allocateCoded(rows, weights.rows(), scale);
        Threads.parallel(sums.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                tensor.data().put(i, sums[i]);
            }
        });
        return tensor;
    }

    /** What one unit of an accumulator is worth. */
    float scale() {
        return scale;
    }

    PackedMatrix weights() {
        return weights;
    }

    String kernelName() {
        return kernel.name();
    }

    void traceTo(List<TraceRow> rows, Place output) {
        var m = output.requantizer(scale);
        trace(rows, output.type() + " (×" + m.multiplier() + " ≫ " + m.shift() + ")");
    }

    void traceTo(List<TraceRow> rows) {
        trace(rows, "int32");
    }

    private void trace(List<TraceRow> rows, String out) {
        String type = weights.bits() == 2 ? "ternary" : "int" + weights.bits();
        rows.add(new TraceRow(name + " = x·Wᵀ + b", input.type(), type, "int32", out, "integer"));
    }
}
