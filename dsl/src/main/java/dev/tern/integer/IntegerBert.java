package dev.tern.integer;

import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.Quantization;
import dev.tern.tensor.Add;
import dev.tern.tensor.Embedding;
import dev.tern.tensor.LayerNorm;
import dev.tern.tensor.Linear;
import dev.tern.tensor.SelectRows;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Softmax;
import dev.tern.tensor.Tanh;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link BertClassifier} in integers: the same walk, with packed embeddings and matrices, integer products in linear
 * layers and attention, and integer requantization of queries, keys, values and context. Softmax, GELU, LayerNorm and
 * the residual additions call the float operations of training, so that their bits are the same.
 */
final class IntegerBert implements IntegerProgram {
    private static final List<String> MATRICES =
            List.of("query", "key", "value", "attention", "feedForwardIn", "feedForwardOut");

    private final BertClassifier network;
    private final IntegerTable words;
    private final @Nullable IntegerTable otherWords;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Map<String, IntegerAffine> layers = new LinkedHashMap<>();
    private final IntegerAttention attention;

    IntegerBert(BertClassifier network) {
        this.network = network;
        Quantization quantization = network.quantization();
        for (String place : network.places()) {
            places.put(place, new Place(place, quantization.activation(place)));
        }
        words = new IntegerTable(network, "embeddings.word");
        otherWords = network.splitLayers().contains("embeddings.word")
                ? new IntegerTable(network, "embeddings.word.split")
                : null;
        Map<String, String> inputs = Map.of(
                "query", "input",
                "key", "input",
                "value", "input",
                "attention", "context",
                "feedForwardIn", "feedForwardIn.input",
                "feedForwardOut", "feedForwardOut.input");
        for (int i = 0; i < network.shape().layers(); i++) {
            for (String matrix : MATRICES) {
                String name = "encoder." + i + "." + matrix;
                layers.put(name, new IntegerAffine(network, name, place("encoder." + i + "." + inputs.get(matrix))));
            }
        }
        layers.put("pooler", new IntegerAffine(network, "pooler", place("pooler.input")));
        attention =
                new IntegerAttention(network.shape().heads(), network.shape().attentionWidth());
    }

    @Override
    public float[][] logits(Batch batch, Watcher watcher) {
        Sequences sequences = batch.layout();
        int rows = sequences.batch() * sequences.time();
        try (Tape tape = Tape.forInference()) {
            Tensor x = norm(tape, "embeddings.norm", embed(tape, batch));
            for (int i = 0; i < network.shape().layers(); i++) {
                x = layer(tape, "encoder." + i + ".", x, rows, sequences, watcher);
            }
            int[] first = new int[sequences.batch()];
            for (int b = 0; b < first.length; b++) {
                first[b] = b * sequences.time();
            }
            byte[] pooled = quantize(tape, "pooler.input", SelectRows.apply(tape, x, first), watcher);
            Tensor output = Tanh.apply(tape, dense("pooler").multiply(tape, pooled, first.length));
            float[] logits = Linear.apply(tape, output, value("classifier.weight"), value("classifier.bias"))
                    .toFloats();
            float[][] result = new float[first.length][network.classes()];
            for (int b = 0; b < first.length; b++) {
                System.arraycopy(logits, b * network.classes(), result[b], 0, network.classes());
            }
            return result;
        }
    }

    private Tensor layer(Tape tape, String at, Tensor x, int rows, Sequences sequences, Watcher watcher) {
        byte[] input = quantize(tape, at + "input", x, watcher);
        byte[] query = project(tape, at, "query", input, rows, watcher);
        byte[] key = project(tape, at, "key", input, rows, watcher);
        byte[] value = project(tape, at, "value", input, rows, watcher);

        Place values = place(at + "value.output");
        Tensor scores =
                attention.scores(tape, query, place(at + "query.output"), key, place(at + "key.output"), sequences);
        Place probabilities = place(at + "probabilities");
        byte[] probability = quantize(tape, at + "probabilities", Softmax.apply(tape, scores), watcher);
        int[] sums = attention.context(probability, probabilities, value, values, sequences);
        Place contexts = place(at + "context");
        byte[] context = contexts.requantize(sums, probabilities.scale() * values.scale());
        watcher.see(at + "context", context);

        Tensor attended = dense(at + "attention").multiply(tape, context, rows);
        Tensor middle = norm(tape, at + "attentionNorm", Add.apply(tape, attended, x));
        byte[] wideIn = quantize(tape, at + "feedForwardIn.input", middle, watcher);
        Tensor wide =
                network.nonlinearity().apply(tape, dense(at + "feedForwardIn").multiply(tape, wideIn, rows));
        byte[] narrowIn = quantize(tape, at + "feedForwardOut.input", wide, watcher);
        Tensor narrow = dense(at + "feedForwardOut").multiply(tape, narrowIn, rows);
        return norm(tape, at + "norm", Add.apply(tape, narrow, middle));
    }

    private byte[] project(Tape tape, String at, String matrix, byte[] input, int rows, Watcher watcher) {
        byte[] codes = dense(at + matrix).project(tape, input, rows, place(at + matrix + ".output"));
        watcher.see(at + matrix + ".output", codes);
        return codes;
    }

    private byte[] quantize(Tape tape, String place, Tensor x, Watcher watcher) {
        byte[] codes = place(place).quantize(tape, x);
        watcher.see(place, codes);
        return codes;
    }

    /** The rows of the words that occur, unpacked and summed with position and type. */
    private Tensor embed(Tape tape, Batch batch) {
        Tensor position = value("embeddings.position.weight");
        Tensor type = value("embeddings.type.weight");
        IntegerTable.Rows first = words.rows(tape, batch.tokens());
        Tensor sum = Embedding.apply(
                tape,
                first.table(),
                position,
                type,
                first.ids(),
                batch.types(),
                batch.layout().time());
        if (otherWords == null) {
            return sum;
        }
        IntegerTable.Rows second = otherWords.rows(tape, batch.tokens());
        return Add.apply(tape, sum, SelectRows.apply(tape, second.table(), second.ids()));
    }

    private Tensor norm(Tape tape, String name, Tensor x) {
        return LayerNorm.apply(tape, x, value(name + ".gamma"), value(name + ".beta"), BertClassifier.EPSILON);
    }

    private Tensor value(String parameter) {
        return network.quantization().evaluated(network.parameter(parameter));
    }

    private Place place(String name) {
        return java.util.Objects.requireNonNull(places.get(name), name);
    }

    private IntegerAffine dense(String name) {
        return java.util.Objects.requireNonNull(layers.get(name), name);
    }

    @Override
    public List<TraceRow> trace() {
        List<TraceRow> rows = new ArrayList<>();
        rows.add(new TraceRow(
                otherWords == null
                        ? "embeddings = word + position + type"
                        : "embeddings = word + word.split + position + type",
                "token ids",
                words.type() + (otherWords == null ? "" : " + " + otherWords.type()),
                "—",
                "fp32",
                "fp32"));
        rows.add(real("embeddings.norm = LayerNorm", "fp32", "input of encoder.0, quantized"));
        for (int i = 0; i < network.shape().layers(); i++) {
            traceLayer(rows, "encoder." + i + ".");
        }
        dense("pooler").traceTo(rows);
        rows.add(real("pooler = tanh", "int32", "fp32"));
        rows.add(real("classifier = x·Wᵀ + b", "fp32", "logits"));
        return rows;
    }

    private void traceLayer(List<TraceRow> rows, String at) {
        for (String matrix : List.of("query", "key", "value")) {
            dense(at + matrix).traceTo(rows, place(at + matrix + ".output"));
        }
        String codes = place(at + "query.output").type();
        rows.add(new TraceRow(at + "scores = q·kᵀ", codes, "—", "int32", "int32", "integer"));
        rows.add(real(
                at + "probabilities = softmax",
                "int32",
                place(at + "probabilities").type()));
        rows.add(new TraceRow(
                at + "context = p·v",
                place(at + "probabilities").type(),
                "—",
                "int32",
                place(at + "context").type(),
                "integer"));
        dense(at + "attention").traceTo(rows);
        rows.add(real(
                at + "attentionNorm = LayerNorm(x + y)",
                "int32 + fp32",
                place(at + "feedForwardIn.input").type()));
        dense(at + "feedForwardIn").traceTo(rows);
        rows.add(real(
                at + network.nonlinearity().label(),
                "int32",
                place(at + "feedForwardOut.input").type()));
        dense(at + "feedForwardOut").traceTo(rows);
        rows.add(real(at + "norm = LayerNorm(x + y)", "int32 + fp32", "fp32, then " + codes));
    }

    private static TraceRow real(String operation, String in, String out) {
        return new TraceRow(operation, in, "—", "—", out, "fp32");
    }
}
