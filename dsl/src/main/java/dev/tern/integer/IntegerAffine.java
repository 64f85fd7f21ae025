package dev.tern.integer;

import dev.tern.nn.Network;
import dev.tern.tensor.Add;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An affine layer of an encoder in integers, whole or split. The halves of a split layer (BinaryBERT) are two integer
 * products on the same codes with a scale each, so their sum is taken in float, by the very addition of training.
 */
final class IntegerAffine {
    private final String name;
    private final IntegerDense first;
    private final @Nullable IntegerDense second;

    IntegerAffine(Network network, String name, Place input) {
        this.name = name;
        this.first = new IntegerDense(network, name, input);
        this.second =
                network.layers().contains(name + ".split") ? new IntegerDense(network, name + ".split", input) : null;
    }

    /** [rows, out], coded unless the layer is split, for the float operation that follows. */
    Tensor multiply(Tape tape, byte[] codes, int rows) {
        Tensor product = first.multiply(tape, codes, rows);
        return second == null ? product : Add.apply(tape, product, second.multiply(tape, codes, rows));
    }

    /** Codes of the next place [rows, out]: by integers alone unless the layer is split. */
    byte[] project(Tape tape, byte[] codes, int rows, Place output) {
        return second == null
                ? first.project(tape, codes, rows, output)
                : output.quantize(tape, multiply(tape, codes, rows));
    }

    void traceTo(List<TraceRow> rows, Place output) {
        if (second == null) {
            first.traceTo(rows, output);
        } else {
            traceHalves(rows, second, output.type());
        }
    }

    void traceTo(List<TraceRow> rows) {
        if (second == null) {
            first.traceTo(rows);
        } else {
            traceHalves(rows, second, "fp32");
        }
    }

    private void traceHalves(List<TraceRow> rows, IntegerDense other, String out) {
        first.traceTo(rows);
        other.traceTo(rows);
        rows.add(new TraceRow(name + " + " + name + ".split", "int32", "—", "—", out, "fp32"));
    }
}
