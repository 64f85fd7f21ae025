package dev.tern.exchange;

import dev.tern.io.OnnxGraph;
import dev.tern.io.OnnxGraph.Attribute;
import dev.tern.io.OnnxGraph.Type;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.Network;
import dev.tern.nn.Parameter;
import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Codes;
import dev.tern.quant.Granularity;
import dev.tern.quant.Grid;
import dev.tern.tensor.Linear;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Layers of a network as ONNX operations, quantized in the form tools know as QDQ: a weight is an int8 initializer with a
 * DequantizeLinear after it, an activation passes QuantizeLinear and DequantizeLinear.
 */
final class OnnxLayers {
    private final OnnxGraph graph;
    private final Network network;
    private final Map<String, Parameter> parameters = new HashMap<>();

    /**
     * A value in the graph.
     *
     * @param name of the operation that gives it
     * @param scale what its whole numbers are worth; 0 if it is real
     */
    record Value(String name, float scale) {}

    OnnxLayers(OnnxGraph graph, Network network) {
        this.graph = graph;
        this.network = network;
        network.parameters().forEach(p -> parameters.put(p.name(), p));
    }

    /** An operation with one result and no more to say. */
    String apply(String name, String operation, String... inputs) {
        return graph.apply(name, operation, List.of(inputs));
    }

    String number(String name, float value) {
        return graph.floats(name, new float[] {value});
    }

    boolean has(String parameter) {
        return parameters.containsKey(parameter);
    }

    private Parameter parameter(String name) {
        Parameter found = parameters.get(name);
        if (found == null) {
            throw new IllegalStateException("This network has no " + name + ".");
        }
        return found;
    }

    /**
     * x through the quantizer of a place, or as it is if there is none. QuantizeLinear saturates at the ends of its type,
     * so a grid with fewer codes is clipped to first.
     */
    Value activation(String place, String x) {
        ActivationQuantizer quantizer = network.quantization().activation(place);
        if (quantizer == null) {
            return new Value(x, 0);
        }
        if (!quantizer.scheme().isInteger()) {
            throw new IllegalStateException("ONNX's QuantizeLinear has a fixed scale and an integer zero point, but the"
                    + " activations at " + place + " are " + quantizer.scheme()
                    + ". Fit the recipe with .activations(int8, asymmetric).");
        }
        Grid grid = quantizer.grid();
        float scale = (float) grid.scale();
        Type type = grid.lowest() < 0 ? Type.INT8 : Type.UINT8;
        int smallest = type == Type.INT8 ? Byte.MIN_VALUE : 0;
        String in = x;
        if (grid.lowest() > smallest || grid.highest() < smallest + 255) {
            in = apply(
                    place + ".clip",
                    "Clip",
                    x,
                    number(place + ".low", scale * (grid.lowest() - grid.zeroPoint())),
                    number(place + ".high", scale * (grid.highest() - grid.zeroPoint())));
        }
        String step = number(place + ".scale", scale);
        String zero = graph.bytes(place + ".zero", type, new byte[] {(byte) grid.zeroPoint()});
        String codes = apply(place + ".codes", "QuantizeLinear", in, step, zero);
        return new Value(apply(place, "DequantizeLinear", codes, step, zero), scale);
    }

    /** An affine layer, x Wᵀ + b; of a split one the second product is added. */
    String dense(String layer, Value x) {
        String y = affine(layer, layer + ".weight", layer + ".bias", x);
        String half = layer + ".split.weight";
        return has(half) ? apply(layer + ".sum", "Add", y, affine(layer + ".split", half, null, x)) : y;
    }

    private String affine(String layer, String weight, @Nullable String bias, Value x) {
        Parameter w = parameter(weight);
        Codes codes = network.quantization().codes(weight);
        String y = apply(layer, "MatMul", x.name, codes == null ? matrix(w) : matrix(weight, codes));
        if (bias == null) {
            return y;
        }
        float scale = codes != null && codes.hasOneScale() ? x.scale * codes.scales()[0] : 0;
        return apply(layer + ".biased", "Add", y, bias(parameter(bias), scale));
    }

    /** [in, out] in fp32. */
    private String matrix(Parameter w) {
        int rows = w.value().rows();
        int columns = w.value().columns();
        float[] from = w.value().toFloats();
        float[] to = new float[from.length];
        for (int i = 0; i < from.length; i++) {
            to[i % columns * rows + i / columns] = from[i];
        }
        return graph.floats(w.name(), to, columns, rows);
    }

    /** [in, out] in codes. */
    private String matrix(String name, Codes codes) {
        requireWholeRows(name, codes);
        int rows = codes.rows();
        int columns = codes.columns();
        byte[] to = new byte[codes.codes().length];
        for (int i = 0; i < to.length; i++) {
            to[i % columns * rows + i / columns] = codes.codes()[i];
        }
        int count = codes.scales().length;
        int[] shape = count == 1 ? new int[0] : new int[] {count};
        byte[] zeros = codes.hasZeroPoints() ? codes.zeroPoints() : new byte[count];
        return graph.apply(
                name,
                "DequantizeLinear",
                List.of(
                        graph.bytes(name + ".codes", Type.INT8, to, columns, rows),
                        graph.floats(name + ".scale", codes.scales(), shape),
                        graph.bytes(name + ".zero", Type.INT8, zeros, shape)),
                Attribute.of("axis", 1));
    }

    private static void requireWholeRows(String name, Codes codes) {
        if (!codes.hasOneScale() && !codes.granularity().equals(Granularity.PER_ROW)) {
            throw new IllegalStateException("ONNX's DequantizeLinear has one scale for a matrix or for a row, but "
                    + name + " is " + codes.granularity() + ". Fit the recipe with weights that are perChannel.");
        }
    }

    /** What is added to a product: in units of the product where both its sides are codes, as in training. */
    private String bias(Parameter bias, float scale) {
        int width = bias.value().size();
        if (scale == 0) {
            return graph.floats(bias.name(), bias.value().toFloats(), width);
        }
        return apply(
                bias.name(),
                "DequantizeLinear",
                graph.ints(bias.name() + ".codes", Linear.biasCodes(bias.value(), scale), width),
                number(bias.name() + ".scale", scale));
    }

    /** The rows of a table; of a quantized one scale * (code - zero point) of those rows only. */
    String rows(String table, String ids) {
        Parameter p = parameter(table);
        int rows = p.value().rows();
        int columns = p.value().columns();
        Codes codes = network.quantization().codes(table);
        if (codes == null) {
            return apply(
                    table + ".rows", "Gather", graph.floats(table, p.value().toFloats(), rows, columns), ids);
        }
        requireWholeRows(table, codes);
        byte[] zeros = codes.hasZeroPoints() ? codes.zeroPoints() : new byte[codes.scales().length];
        String stored = graph.bytes(table + ".codes", Type.INT8, codes.codes(), rows, columns);
        String found = apply(table + ".rows", "Gather", stored, ids);
        if (codes.hasOneScale()) {
            return apply(
                    table,
                    "DequantizeLinear",
                    found,
                    number(table + ".scale", codes.scales()[0]),
                    graph.bytes(table + ".zero", Type.INT8, zeros));
        }
        // DequantizeLinear knows no scales that are looked up.
        String whole = cast(table + ".whole", found);
        if (codes.hasZeroPoints()) {
            String zero =
                    apply(table + ".zeros", "Gather", graph.bytes(table + ".zero", Type.INT8, zeros, rows, 1), ids);
            whole = apply(table + ".shifted", "Sub", whole, cast(table + ".zeros.whole", zero));
        }
        String scales =
                apply(table + ".scales", "Gather", graph.floats(table + ".scale", codes.scales(), rows, 1), ids);
        return apply(table, "Mul", whole, scales);
    }

    String cast(String name, String x) {
        return graph.apply(name, "Cast", List.of(x), Attribute.of("to", 1));
    }

    String norm(String name, String x) {
        return graph.apply(
                name,
                "LayerNormalization",
                List.of(x, vector(name + ".gamma"), vector(name + ".beta")),
                Attribute.of("axis", -1),
                Attribute.of("epsilon", BertClassifier.EPSILON));
    }

    private String vector(String name) {
        float[] values = parameter(name).value().toFloats();
        return graph.floats(name, Arrays.copyOf(values, values.length), values.length);
    }
}
