package dev.tern.integer;

import dev.tern.ibert.FixedGelu;
import dev.tern.ibert.FixedLayerNorm;
import dev.tern.ibert.FixedPoint;

/**
 * One encoder layer of an integer program, in two parts with everything of a row in one go: {@link #project} must have
 * seen all rows of a sequence before {@link #finish} sees one. State: dense layers, places and {@code NAME.gamma},
 * {@code NAME.beta} and {@code NAME.exponent} of two LayerNorms, all behind the layer's prefix.
 */
final class EncoderStep {
    private final CodesStep input;
    private final DenseStep query;
    private final DenseStep key;
    private final DenseStep value;
    private final CodesStep queries;
    private final CodesStep keys;
    private final CodesStep values;
    private final AttentionStep attention;
    private final CodesStep contexts;
    private final DenseStep output;
    private final FixedLayerNorm middleNorm;
    private final CodesStep wideInput;
    private final DenseStep wide;
    private final CodesStep narrowInput;
    private final DenseStep narrow;
    private final FixedLayerNorm norm;
    private final boolean isGelu;
    private final int width;

    EncoderStep(ProgramState state, String prefix, int heads, int headWidth, boolean isGelu) {
        input = new CodesStep(state, prefix + "input");
        query = new DenseStep(state, prefix + "query");
        key = new DenseStep(state, prefix + "key");
        value = new DenseStep(state, prefix + "value");
        queries = new CodesStep(state, prefix + "query.output");
        keys = new CodesStep(state, prefix + "key.output");
        values = new CodesStep(state, prefix + "value.output");
        attention = new AttentionStep(state, prefix, heads, headWidth);
        contexts = new CodesStep(state, prefix + "context");
        output = new DenseStep(state, prefix + "attention");
        middleNorm = norm(state, prefix + "attentionNorm");
        wideInput = new CodesStep(state, prefix + "feedForwardIn.input");
        wide = new DenseStep(state, prefix + "feedForwardIn");
        narrowInput = new CodesStep(state, prefix + "feedForwardOut.input");
        narrow = new DenseStep(state, prefix + "feedForwardOut");
        norm = norm(state, prefix + "norm");
        this.isGelu = isGelu;
        width = output.out();
    }

    static FixedLayerNorm norm(ProgramState state, String name) {
        return new FixedLayerNorm(
                state.numbers(name + ".gamma", 1),
                state.numbers(name + ".beta", 1),
                state.numbers(name + ".exponent", 1)[0]);
    }

    /** Queries, keys and values of some rows of hidden states. */
    void project(Sequence sequence, int from, int rows, Block block, Observer observer) {
        int inner = query.out();
        codes(input, sequence.hidden, from, rows, width, block, observer);
        query.multiply(block.bytes, 0, rows, block.sums, block.other);
        queries.apply(block.sums, 0, rows * inner, sequence.queries, from * inner);
        observer.see(queries, from, rows, sequence.queries, from * inner, inner);
        key.multiply(block.bytes, 0, rows, block.sums, block.other);
        keys.apply(block.sums, 0, rows * inner, block.sums, 0);
        observer.see(keys, from, rows, block.sums, 0, inner);
        attention.transpose(block.sums, from, rows, sequence.keys, sequence.length);
        value.multiply(block.bytes, 0, rows, block.sums, block.other);
        values.apply(block.sums, 0, rows * inner, sequence.values, from * inner);
        observer.see(values, from, rows, sequence.values, from * inner, inner);
    }

    /** From queries, keys and values to the hidden states of the next layer, for some rows. */
    void finish(Sequence sequence, int from, int rows, Block block, Observer observer) {
        int inner = query.out();
        int[] sums = block.sums;
        for (int i = 0; i < rows; i++) {
            attention.apply(
                    sequence.queries,
                    sequence.keys,
                    sequence.values,
                    sequence.length,
                    from + i,
                    block.score,
                    sums,
                    i * inner,
                    observer);
        }
        contexts.apply(sums, 0, rows * inner, sums, 0);
        observer.see(contexts, from, rows, sums, 0, inner);
        contexts.narrow(sums, 0, rows * inner, block.bytes, 0);
        output.multiplyFixed(block.bytes, 0, rows, sums, block.other);
        addAndNormalize(middleNorm, sequence.hidden, from, rows, sums);

        codes(wideInput, sequence.hidden, from, rows, width, block, observer);
        wide.multiplyFixed(block.bytes, 0, rows, sums, block.other);
        int many = rows * wide.out();
        if (isGelu) {
            FixedGelu.apply(sums, 0, many);
        } else {
            FixedPoint.relu(sums, 0, many);
        }
        narrowInput.apply(sums, 0, many, sums, 0);
        observer.see(narrowInput, from, rows, sums, 0, wide.out());
        narrowInput.narrow(sums, 0, many, block.bytes, 0);
        narrow.multiplyFixed(block.bytes, 0, rows, sums, block.other);
        addAndNormalize(norm, sequence.hidden, from, rows, sums);
    }

    /** hidden = LayerNorm(branch + hidden). */
    private void addAndNormalize(FixedLayerNorm function, int[] hidden, int from, int rows, int[] branch) {
        FixedPoint.add(hidden, from * width, branch, 0, rows * width);
        for (int i = from; i < from + rows; i++) {
            function.apply(hidden, i * width, hidden, i * width);
        }
    }

    /** Rows of whole numbers to the bytes of a block. */
    static void codes(CodesStep place, int[] hidden, int from, int rows, int width, Block block, Observer observer) {
        place.apply(hidden, from * width, (from + rows) * width, block.sums, 0);
        observer.see(place, from, rows, block.sums, 0, width);
        place.narrow(block.sums, 0, rows * width, block.bytes, 0);
    }

    /** The dense layers with the places their sums go to, in the order of a trace. */
    CodesStep place(String name) {
        return switch (name) {
            case "input" -> input;
            case "query" -> queries;
            case "key" -> keys;
            case "value" -> values;
            case "probabilities" -> attention.probabilities();
            case "context" -> contexts;
            case "feedForwardIn.input" -> wideInput;
            default -> narrowInput;
        };
    }

    /** A dense layer by its name. */
    DenseStep dense(String name) {
        return switch (name) {
            case "query" -> query;
            case "key" -> key;
            case "value" -> value;
            case "attention" -> output;
            case "feedForwardIn" -> wide;
            default -> narrow;
        };
    }

    boolean isGelu() {
        return isGelu;
    }
}
