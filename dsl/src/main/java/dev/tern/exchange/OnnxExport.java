package dev.tern.exchange;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.io.OnnxGraph;
import dev.tern.io.OnnxGraph.Attribute;
import dev.tern.io.OnnxGraph.Type;
import dev.tern.nn.Arithmetic;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.Mlp;
import dev.tern.nn.Network;
import dev.tern.nn.Nonlinearity;
import dev.tern.tensor.AttentionScores;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as an ONNX graph, for ONNX Runtime and whatever else reads ONNX: a BERT classifier reads {@code input_ids},
 * {@code token_type_ids} and {@code attention_mask} (INT64 [batch, time]), a perceptron {@code features} (FLOAT
 * [batch, width]); both give {@code logits} (FLOAT [batch, classes]).
 *
 * <p>Codes, scales and zero points are those of the model; what differs is the rounding of real numbers. Products of
 * codes are exact in Tern, and taken to the next codes with one rounding (31-bit multipliers); ONNX's form multiplies
 * dequantized fp32 numbers, or whole ones where a runtime fuses, and divides by the next scale. GELU, softmax, LayerNorm
 * and their sums differ in the last bits. So a value close to the middle between two codes may fall on the other side.
 */
public final class OnnxExport {
    private final OnnxGraph graph;
    private final OnnxLayers layers;

    private OnnxExport(OnnxGraph graph, Network network) {
        this.graph = graph;
        this.layers = new OnnxLayers(graph, network);
    }

    /**
     * Writes a trained network, whole or not at all.
     *
     * @param label the model's, the graph's name
     * @param code its recipe
     * @param labels the classes
     * @throws IllegalStateException if ONNX has no form for how it is quantized
     */
    public static void write(Network network, String label, String code, List<String> labels, Path file) {
        if (network.quantization().arithmetic() != Arithmetic.MIXED) {
            throw new IllegalStateException("ONNX's GELU, softmax and LayerNorm are real, but this model was trained in"
                    + " whole numbers. Fit the recipe with .arithmetic(mixed) to export it; save(...) keeps this one.");
        }
        OnnxGraph graph = new OnnxGraph(label);
        OnnxExport export = new OnnxExport(graph, network);
        String logits = network instanceof BertClassifier bert ? export.bert(bert) : export.perceptron((Mlp) network);
        graph.output("logits", logits, Type.FLOAT, "batch", network.classes());
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("tern.labels", String.join("\n", labels));
        metadata.put("tern.recipe", code);
        graph.write(file, metadata);
    }

    private String perceptron(Mlp network) {
        int last = network.widths().size() - 2;
        String x = graph.input("features", Type.FLOAT, "batch", network.widths().get(0));
        for (int i = 0; i < last; i++) {
            String name = "hidden." + i;
            x = layers.apply(name + ".relu", "Relu", layers.dense(name, layers.activation(name + ".input", x)));
        }
        return layers.dense("classifier", layers.activation("classifier.input", x));
    }

    private String bert(BertClassifier network) {
        String ids = graph.input("input_ids", Type.INT64, "batch", "time");
        String types = graph.input("token_type_ids", Type.INT64, "batch", "time");
        String seen = graph.input("attention_mask", Type.INT64, "batch", "time");
        String x = embeddings(ids, types);
        String mask = mask(seen);
        for (int i = 0; i < network.shape().layers(); i++) {
            x = layer("encoder." + i + ".", network.shape(), network.nonlinearity(), x, mask);
        }
        String first = graph.apply(
                "pooler.first",
                "Gather",
                List.of(x, graph.longs("pooler.position", new long[] {0})),
                Attribute.of("axis", 1));
        String pooled = layers.dense("pooler", layers.activation("pooler.input", first));
        return layers.dense("classifier", new OnnxLayers.Value(layers.apply("pooler.tanh", "Tanh", pooled), 0));
    }

    private String embeddings(String ids, String types) {
        String shape = layers.apply("shape", "Shape", ids);
        String time = layers.apply("time", "Gather", shape, graph.longs("time.axis", new long[] {1}));
        String positions = layers.apply(
                "positions", "Range", graph.longs("zero", new long[] {0}), time, graph.longs("one", new long[] {1}));
        String sum = layers.apply(
                "embeddings.sum",
                "Add",
                layers.rows("embeddings.word.weight", ids),
                layers.rows("embeddings.position.weight", positions));
        sum = layers.apply("embeddings.sum", "Add", sum, layers.rows("embeddings.type.weight", types));
        String half = "embeddings.word.split.weight";
        sum = layers.has(half) ? layers.apply("embeddings.sum", "Add", sum, layers.rows(half, ids)) : sum;
        return layers.norm("embeddings.norm", sum);
    }

    /** 0 where there is a token, a large negative number where there is none: [batch, 1, 1, time]. */
    private String mask(String seen) {
        String hidden =
                layers.apply("mask.hidden", "Sub", layers.number("mask.one", 1), layers.cast("mask.seen", seen));
        String low = layers.apply("mask.low", "Mul", hidden, layers.number("mask.value", AttentionScores.MASK));
        return layers.apply("mask", "Unsqueeze", low, graph.longs("mask.axes", new long[] {1, 2}, 2));
    }

    private String layer(String at, BertShape shape, Nonlinearity nonlinearity, String x, String mask) {
        OnnxLayers.Value input = layers.activation(at + "input", x);
        String queries = heads(at + "query", shape, input, List.of(0, 2, 1, 3));
        String keys = heads(at + "key", shape, input, List.of(0, 2, 3, 1));
        String values = heads(at + "value", shape, input, List.of(0, 2, 1, 3));
        String products = layers.apply(at + "products", "MatMul", queries, keys);
        String scaled = layers.apply(at + "scores", "Mul", products, layers.number(at + "factor", (float)
                (1 / Math.sqrt(shape.headWidth()))));
        String softmax = graph.apply(
                at + "softmax",
                "Softmax",
                List.of(layers.apply(at + "masked", "Add", scaled, mask)),
                Attribute.of("axis", -1));
        String probabilities = layers.activation(at + "probabilities", softmax).name();
        String mixed = graph.apply(
                at + "mixed",
                "Transpose",
                List.of(layers.apply(at + "heads", "MatMul", probabilities, values)),
                Attribute.of("perm", List.of(0, 2, 1, 3)));
        String joined = layers.apply(
                at + "joined",
                "Reshape",
                mixed,
                graph.longs(at + "joined.shape", new long[] {0, 0, shape.attentionWidth()}, 3));
        String attended = layers.dense(at + "attention", layers.activation(at + "context", joined));
        String middle = layers.norm(at + "attentionNorm", layers.apply(at + "attended", "Add", attended, x));

        String wide = layers.dense(at + "feedForwardIn", layers.activation(at + "feedForwardIn.input", middle));
        String activated = nonlinearity == Nonlinearity.GELU ? gelu(at, wide) : layers.apply(at + "relu", "Relu", wide);
        String narrow = layers.dense(at + "feedForwardOut", layers.activation(at + "feedForwardOut.input", activated));
        return layers.norm(at + "norm", layers.apply(at + "sum", "Add", narrow, middle));
    }

    /** The outputs of an affine layer, quantized, as heads: [batch, heads, ...] in the order of {@code axes}. */
    private String heads(String layer, BertShape shape, OnnxLayers.Value input, List<Integer> axes) {
        String codes =
                layers.activation(layer + ".output", layers.dense(layer, input)).name();
        String parted = layers.apply(
                layer + ".parted",
                "Reshape",
                codes,
                graph.longs(layer + ".shape", new long[] {0, 0, shape.heads(), shape.headWidth()}, 4));
        return graph.apply(layer + ".heads", "Transpose", List.of(parted), Attribute.of("perm", axes));
    }

    /** x Phi(x), written with the error function as runtimes know to fuse it. */
    private String gelu(String at, String x) {
        String inner = layers.apply(at + "gelu.inner", "Div", x, layers.number(at + "gelu.root", (float) Math.sqrt(2)));
        String erf = layers.apply(at + "gelu.erf", "Erf", inner);
        String twice = layers.apply(
                at + "gelu.twice",
                "Mul",
                x,
                layers.apply(at + "gelu.shifted", "Add", erf, layers.number(at + "gelu.one", 1)));
        return layers.apply(at + "gelu", "Mul", twice, layers.number(at + "gelu.half", 0.5f));
    }
}
