package dev.tern.integer;

import java.util.ArrayList;
import java.util.List;

/** The operations of an {@link EncoderProgram} in order. */
final class EncoderTrace {
    private static final String FIXED = "int24 · 2⁻¹⁴";
    private static final String FRACTION = "int16 · 2⁻¹⁵";

    private final List<TraceRow> rows = new ArrayList<>();

    private EncoderTrace() {}

    static List<TraceRow> of(EncoderProgram program) {
        EncoderTrace trace = new EncoderTrace();
        List<String> words = program.words().stream().map(TableStep::type).toList();
        trace.add(
                words.size() == 1
                        ? "embeddings = word + position + type"
                        : "embeddings = word + word.split + position + type",
                "token ids",
                String.join(" + ", words) + " + int8 + int8",
                "int32",
                "int24 · 2⁻¹⁸");
        trace.add("embeddings.norm = LayerNorm", "int24 · 2⁻¹⁸", "—", "int64", FIXED);
        for (int i = 0; i < program.layers().size(); i++) {
            trace.layer("encoder." + i + ".", program.layers().get(i));
        }
        trace.dense(program.headInput("pooler"), program.head("pooler"), FIXED);
        trace.add("pooler = tanh", FIXED, "—", "int32", FRACTION);
        trace.dense(program.headInput("classifier"), program.head("classifier"), "codes of the logits, int32");
        return trace.rows;
    }

    private void layer(String at, EncoderStep layer) {
        for (String matrix : List.of("query", "key", "value")) {
            dense(layer.place("input"), layer.dense(matrix), layer.place(matrix).type());
        }
        String probabilities = layer.place("probabilities").type();
        add(at + "scores = q·kᵀ", layer.place("query").type(), "—", "int32", "int32");
        add(at + "probabilities = softmax", "int32", "—", "int32", probabilities);
        add(
                at + "context = p·v",
                probabilities,
                "—",
                "int32",
                layer.place("context").type());
        dense(layer.place("context"), layer.dense("attention"), FIXED);
        add(at + "attentionNorm = LayerNorm(x + y)", FIXED, "—", "int64", FIXED);
        dense(layer.place("feedForwardIn.input"), layer.dense("feedForwardIn"), layer.isGelu() ? FIXED : "int32");
        add(
                at + (layer.isGelu() ? "GELU" : "ReLU"),
                layer.isGelu() ? FIXED : "int32",
                "—",
                "int32",
                layer.place("feedForwardOut.input").type());
        dense(layer.place("feedForwardOut.input"), layer.dense("feedForwardOut"), FIXED);
        add(at + "norm = LayerNorm(x + y)", FIXED, "—", "int64", FIXED);
    }

    private void dense(CodesStep input, DenseStep dense, String out) {
        String operation = dense.name() + (dense.isPlain() ? " = x·Wᵀ + b" : " = x·Wᵀ · scale of each output + b");
        add(operation, input.type(), dense.type(), "int32", out);
    }

    private void add(String operation, String in, String weights, String accumulator, String out) {
        rows.add(new TraceRow(operation, in, weights, accumulator, out, "integer"));
    }
}
