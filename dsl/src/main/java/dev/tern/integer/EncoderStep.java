package dev.tern.integer;

import dev.tern.ibert.FixedGelu;
import dev.tern.ibert.FixedLayerNorm;
import dev.tern.ibert.FixedPoint;
import java.util.List;

/**
 * One encoder layer of an integer program, in parts that take some rows of a sequence at a time. State: dense layers, places and {@code NAME.gamma},
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

    /** A part of a layer, for some rows of a sequence. */
    interface Phase {
        void run(Sequence sequence, int from, int rows, Block block);
    }

    /** Its parts in order, few of them: each must have seen all rows of a sequence before the next sees one. */
    List<Phase> fewPhases() {
        return List.of(this::project, (sequence, from, rows, block) -> {
            attend(sequence, from, rows, block);
            widen(sequence, from, rows, block);
            narrow(sequence, from, rows, block);
        });
    }

    /** Its parts in order, none with the weights of more than one product. */
    List<Phase> allPhases() {
        return List.of(this::project, this::attend, this::widen, this::narrow);
    }

    /** Queries, keys and values of hidden states. */
    private void project(Sequence sequence, int from, int rows, Block block) {
        Observer observer = sequence.observer;
        codes(input, sequence.hidden, from, rows, width, block, observer);
        projection.apply(block, from, rows, List.of(sequence.queries, sequence.keys, sequence.values), observer);
    }

    /** From queries, keys and values to the hidden states between the two blocks. */
    private void attend(Sequence sequence, int from, int rows, Block block) {
        Observer observer = sequence.observer;
        int[] sums = block.sums;
        attention.apply(sequence, from, rows, block, observer);
        codes(contexts, sums, 0, from, rows, query.out(), block, observer);
        int[] hidden = sequence.hidden;
        output.multiply(block.bytes, 0, rows, block, (first, near, at) -> {
            addAndNormalize(output, middleNorm, hidden, from + first, near, sums, at);
            int row = (from + first) * width;
            wideInput.apply(hidden, row, row + near * width, sequence.middle, row);
        });
        observer.see(wideInput, from, rows, sequence.middle, from * width, width);
    }

    /** The first layer of the feed-forward block and its function. */
    private void widen(Sequence sequence, int from, int rows, Block block) {
        int[] sums = block.sums;
        int inner = wide.out();
        wide.multiply(sequence.middle, from * width, rows, block, (first, near, at) -> {
            int to = at + near * inner;
            wide.toFixed(sums, at, to);
            if (isGelu) {
                FixedGelu.apply(sums, at, to);
            } else {
                FixedPoint.relu(sums, at, to);
            }
            narrowInput.apply(sums, at, to, sequence.wide, (from + first) * inner);
        });
        sequence.observer.see(narrowInput, from, rows, sequence.wide, from * inner, inner);
    }

    /** The second one, to the hidden states of the next layer. */
    private void narrow(Sequence sequence, int from, int rows, Block block) {
        narrow.multiply(
                sequence.wide,
                from * wide.out(),
                rows,
                block,
                (first, near, at) ->
                        addAndNormalize(narrow, norm, sequence.hidden, from + first, near, block.sums, at));
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
