package dev.tern.integer;

import dev.tern.ibert.FixedExp;
import dev.tern.ibert.FixedSoftmax;

/**
 * Attention of one sequence: scores, probabilities and sums of values of a range of queries, all heads. Only keys and
 * values of the sequence itself count, so nothing is masked: what stands in the padding has the probability 0. State:
 * {@code PREFIXscores}, the ratio from a product of codes to what {@link FixedExp} takes.
 */
final class AttentionStep {
    private final int heads;
    private final int width;
    private final ProductOfHeads products = ProductOfHeads.choice();
    private final CodesStep queries;
    private final CodesStep keys;
    private final CodesStep values;
    private final FixedSoftmax softmax;
    private final CodesStep probabilities;

    /** Queries, keys and values are the places named {@code PREFIXquery.output} and so on. */
    AttentionStep(ProgramState state, String prefix, int heads, int width) {
        this.heads = heads;
        this.width = width;
        queries = new CodesStep(state, prefix + "query.output");
        keys = new CodesStep(state, prefix + "key.output");
        values = new CodesStep(state, prefix + "value.output");
        softmax = new FixedSoftmax(DenseStep.rescale(state.numbers(prefix + "scores", 2), 0, FixedExp.LARGEST));
        probabilities = new CodesStep(state, prefix + "probabilities");
    }

    CodesStep queries() {
        return queries;
    }

    CodesStep keys() {
        return keys;
    }

    CodesStep values() {
        return values;
    }

    CodesStep probabilities() {
        return probabilities;
    }

    /**
     * Sums of probabilities times values for some queries of a sequence, into the start of the block's sums, which has
     * room for some rows more.
     */
    void apply(Sequence sequence, int from, int rows, Block block, Observer observer) {
        int inner = heads * width;
        int step = Block.queries(sequence.padded);
        for (int first = 0; first < rows; first += step) {
            int part = Math.min(step, rows - first);
            var measures = new ProductOfHeads.Measures(heads, Block.padded(part), sequence.padded, width);
            var left = new ProductOfHeads.Codes(sequence.queries, (from + first) * inner, inner, width, queries.zero());
            int row = from + first;
            products.scores(
                    left,
                    codes(sequence.keys, keys),
                    measures,
                    block.scores,
                    head -> weigh(measures, head, row, part, sequence.length, block, observer));
            int apart = measures.rows() * measures.time();
            var weights =
                    new ProductOfHeads.Codes(block.probabilities, 0, measures.time(), apart, probabilities.zero());
            products.context(weights, codes(sequence.values, values), measures, block.sums, first * inner);
        }
    }

    private ProductOfHeads.Codes codes(byte[] all, CodesStep place) {
        return new ProductOfHeads.Codes(all, 0, heads * width, width, place.zero());
    }

    /** From scores of a head to codes of probabilities, of which those beyond the sequence are zero. */
    private void weigh(
            ProductOfHeads.Measures m, int head, int row, int rows, int length, Block block, Observer observer) {
        int at = head * m.rows() * m.time();
        softmax.apply(block.scores, 0, rows, length, m.time());
        probabilities.apply(block.scores, 0, rows * m.time(), block.probabilities, at);
        for (int i = 0; i < rows; i++) {
            observer.seePart(probabilities, head, row + i, block.probabilities, at + i * m.time(), length);
        }
    }
}
