package dev.tern.nn;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.quant.ActivationQuantizer;
import dev.tern.tensor.AttentionScores;
import dev.tern.tensor.Dropout;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * One layer of BERT's encoder: attention and a feed-forward block, each with a residual addition and a LayerNorm after
 * it (Devlin et al., NAACL 2019).
 *
 * @param places where its activations may be quantized
 * @param heads of attention; their width follows from that of query
 * @param query, key, value [heads · head width, width]
 * @param attention [width, heads · head width]
 * @param in [feed-forward, width]
 * @param out [width, feed-forward]
 */
record EncoderLayer(
        Places places,
        int heads,
        Dense query,
        Dense key,
        Dense value,
        Dense attention,
        Norm attentionNorm,
        Dense in,
        Dense out,
        Norm norm) {

    /** Names of the places where activations may be quantized, in the order they are passed. */
    record Places(
            String input,
            String query,
            String key,
            String value,
            String probabilities,
            String context,
            String feedForwardIn,
            String feedForwardOut) {

        /** @param prefix what the layer's names begin with: {@code encoder.0.} */
        static Places of(String prefix) {
            return new Places(
                    prefix + "input",
                    prefix + "query.output",
                    prefix + "key.output",
                    prefix + "value.output",
                    prefix + "probabilities",
                    prefix + "context",
                    prefix + "feedForwardIn.input",
                    prefix + "feedForwardOut.input");
        }

        List<String> all() {
            return List.of(input, query, key, value, probabilities, context, feedForwardIn, feedForwardOut);
        }
    }

    static EncoderLayer of(int index, BertShape shape, Random random) {
        String prefix = "encoder." + index + ".";
        int width = shape.width();
        int inner = shape.attentionWidth();
        return new EncoderLayer(
                Places.of(prefix),
                shape.heads(),
                Dense.of(prefix + "query", width, inner, random),
                Dense.of(prefix + "key", width, inner, random),
                Dense.of(prefix + "value", width, inner, random),
                Dense.of(prefix + "attention", inner, width, random),
                Norm.of(prefix + "attentionNorm", width),
                Dense.of(prefix + "feedForwardIn", width, shape.feedForward(), random),
                Dense.of(prefix + "feedForwardOut", shape.feedForward(), width, random),
                Norm.of(prefix + "norm", width));
    }

    /**
     * x [batch · time, width] to the same.
     *
     * @param outputs receive this layer's attention scores
     */
    Tensor apply(
            Tape tape,
            Quantization q,
            Nonlinearity nonlinearity,
            Tensor x,
            Sequences sequences,
            float dropout,
            Outputs outputs) {
        Tensor input = q.activation(tape, places.input, x);
        Tensor queries = q.activation(tape, places.query, query.apply(tape, q, input));
        Tensor keys = q.activation(tape, places.key, key.apply(tape, q, input));
        Tensor values = q.activation(tape, places.value, value.apply(tape, q, input));

        Tensor score = AttentionScores.apply(tape, queries, keys, sequences, heads);
        outputs.addAttention(score);
        Operations operations = q.operations();
        float factor = AttentionScores.factor(queries.scale(), keys.scale(), queries.columns() / heads);
        ActivationQuantizer probabilities = q.activation(places.probabilities);
        Tensor context = operations.attend(tape, score, factor, values, sequences, heads, dropout, probabilities);
        context = q.activation(tape, places.context, context);

        Tensor attended = Dropout.apply(tape, attention.apply(tape, q, context), dropout);
        Tensor middle = operations.norm(tape, attended, x, attentionNorm);
        Tensor wide = in.apply(tape, q, q.activation(tape, places.feedForwardIn, middle));
        Tensor activated = q.activation(tape, places.feedForwardOut, operations.nonlinearity(tape, nonlinearity, wide));
        Tensor narrow = Dropout.apply(tape, out.apply(tape, q, activated), dropout);
        return operations.norm(tape, narrow, middle, norm);
    }

    List<Dense> dense() {
        return List.of(query, key, value, attention, in, out);
    }

    List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        dense().forEach(dense -> all.addAll(dense.parameters()));
        all.addAll(attentionNorm.parameters());
        all.addAll(norm.parameters());
        return all;
    }

    EncoderLayer copy() {
        return with(Dense::copy, Norm::copy);
    }

    /** The same layer with every affine layer and LayerNorm replaced. */
    EncoderLayer with(UnaryOperator<Dense> dense, UnaryOperator<Norm> norms) {
        return new EncoderLayer(
                places,
                heads,
                dense.apply(query),
                dense.apply(key),
                dense.apply(value),
                dense.apply(attention),
                norms.apply(attentionNorm),
                dense.apply(in),
                dense.apply(out),
                norms.apply(norm));
    }
}
