package dev.tern.integer;

import dev.tern.ibert.FixedGelu;
import dev.tern.ibert.FixedLayerNorm;
import dev.tern.ibert.FixedPoint;
import java.util.List;

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
    private final ProjectionStep projection;
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
        attention = new AttentionStep(state, prefix, heads, headWidth);
        projection = new ProjectionStep(
                List.of(query, key, value), List.of(attention.queries(), attention.keys(), attention.values()));
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
        codes(input, sequence.hidden, from, rows, width, block, observer);
        projection.apply(block, from, rows, List.of(sequence.queries, sequence.keys, sequence.values), observer);
    }

    /** From queries, keys and values to the hidden states of the next layer, for some rows. */
    void finish(Sequence sequence, int from, int rows, Block block, Observer observer) {
        int[] sums = block.sums;
        attention.apply(sequence, from, rows, block, observer);
        codes(contexts, sums, 0, from, rows, query.out(), block, observer);
        int[] hidden = sequence.hidden;
        output.multiply(block.bytes, 0, rows, block, (first, near, at) -> {
            addAndNormalize(output, middleNorm, hidden, from + first, near, sums, at);
            int row = (from + first) * width;
            wideInput.apply(hidden, row, row + near * width, block.middle, first * width);
        });
        observer.see(wideInput, from, rows, block.middle, 0, width);

        int inner = wide.out();
        wide.multiply(block.middle, 0, rows, block, (first, near, at) -> {
            int to = at + near * inner;
            wide.toFixed(sums, at, to);
            if (isGelu) {
                FixedGelu.apply(sums, at, to);
            } else {
                FixedPoint.relu(sums, at, to);
            }
            narrowInput.apply(sums, at, to, block.bytes, first * inner);
        });
        observer.see(narrowInput, from, rows, block.bytes, 0, inner);
        narrow.multiply(
                block.bytes,
                0,
                rows,
                block,
                (first, near, at) -> addAndNormalize(narrow, norm, hidden, from + first, near, sums, at));
    }

    /** hidden = LayerNorm(branch + hidden) for a few rows, the branch being sums of a layer. */
    private void addAndNormalize(
            DenseStep dense, FixedLayerNorm function, int[] hidden, int from, int rows, int[] branch, int at) {
        dense.toFixed(branch, at, at + rows * width);
        FixedPoint.add(hidden, from * width, branch, at, rows * width);
        for (int row = from; row < from + rows; row++) {
            function.apply(hidden, row * width, hidden, row * width);
        }
    }

    /** Rows of hidden states to the bytes of a block. */
    static void codes(CodesStep place, int[] hidden, int from, int rows, int width, Block block, Observer observer) {
        codes(place, hidden, from * width, from, rows, width, block, observer);
    }

    private static void codes(
            CodesStep place, int[] x, int at, int row, int rows, int width, Block block, Observer observer) {
        place.apply(x, at, at + rows * width, block.bytes, 0);
        observer.see(place, row, rows, block.bytes, 0, width);
    }

    /** The dense layers with the places their sums go to, in the order of a trace. */
    CodesStep place(String name) {
        return switch (name) {
            case "input" -> input;
            case "query" -> attention.queries();
            case "key" -> attention.keys();
            case "value" -> attention.values();
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
