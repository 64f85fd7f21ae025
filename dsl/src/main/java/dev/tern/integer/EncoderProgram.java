package dev.tern.integer;

import dev.tern.ibert.FixedLayerNorm;
import dev.tern.ibert.FixedTanh;
import dev.tern.tensor.Threads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * BERT's encoder with a classifier, from token ids to the codes of its logits, without a float instruction. It is what
 * {@link ProgramState} says and nothing else. Sequences are walked one by one at their own length, each by the thread
 * that calls; blocks of its rows go to more threads if there are any free. What they need room for is kept and reused.
 *
 * <p>State: {@code network} layers, heads, their width, width, feed-forward width, classes, positions, 1 for GELU and 0
 * for ReLU.
 */
final class EncoderProgram {
    private static final int MEASURES = 8;

    /** Below these a thread of its own costs more than it saves. */
    private static final int LEAST_ROWS = 16;

    private final int width;
    private final int heads;
    private final int inner;
    private final int widest;
    private final int classes;
    private final int positionCount;
    private final List<TableStep> words = new ArrayList<>();
    private final TableStep positions;
    private final TableStep types;
    private final FixedLayerNorm embeddingNorm;
    private final List<EncoderStep> layers = new ArrayList<>();
    private final CodesStep poolerInput;
    private final DenseStep pooler;
    private final CodesStep classifierInput;
    private final DenseStep classifier;
    private final ConcurrentLinkedQueue<Block> blocks = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Sequence> sequences = new ConcurrentLinkedQueue<>();

    EncoderProgram(ProgramState state) {
        int[] network = state.numbers("network", MEASURES);
        heads = network[1];
        inner = network[1] * network[2];
        width = network[3];
        classes = network[5];
        positionCount = network[6];
        widest = Math.max(Math.max(width, 3 * inner), Math.max(network[4], classes));
        words.add(new TableStep(state, "embeddings.word"));
        if (state.has("embeddings.word.split.shape")) {
            words.add(new TableStep(state, "embeddings.word.split"));
        }
        positions = new TableStep(state, "embeddings.position");
        types = new TableStep(state, "embeddings.type");
        embeddingNorm = EncoderStep.norm(state, "embeddings.norm");
        for (int i = 0; i < network[0]; i++) {
            layers.add(new EncoderStep(state, "encoder." + i + ".", network[1], network[2], network[7] == 1));
        }
        poolerInput = new CodesStep(state, "pooler.input");
        pooler = new DenseStep(state, "pooler");
        classifierInput = new CodesStep(state, "classifier.input");
        classifier = new DenseStep(state, "classifier");
    }

    int classes() {
        return classes;
    }

    /**
     * The codes of one sequence's logits.
     *
     * @param tokens ids, from index {@code at} on
     * @param kinds token types, likewise
     * @param length how many
     * @param logits receives a code a class, from {@code to} on
     */
    void logits(int[] tokens, int[] kinds, int at, int length, int[] logits, int to, Observer observer) {
        if (length > positionCount) {
            throw new IllegalArgumentException("A text of " + length + " tokens is longer than the " + positionCount
                    + " positions of this network: shorten it, or ask for fewer with .tokens(n).");
        }
        Sequence found = sequences.poll();
        Sequence sequence = found == null ? new Sequence() : found;
        sequence.begin(length, width, inner);
        each(length, (from, rows, block) -> embed(tokens, kinds, at, sequence, from, rows, block));
        for (EncoderStep layer : layers) {
            each(length, (from, rows, block) -> layer.project(sequence, from, rows, block, observer));
            each(length, (from, rows, block) -> layer.finish(sequence, from, rows, block, observer));
        }
        classify(sequence, logits, to, observer);
        sequences.add(sequence);
    }

    private interface Rows {
        void run(int from, int rows, Block block);
    }

    /** Blocks of rows on as many threads as are free; on this one if it is one of several already. */
    private void each(int length, Rows rows) {
        int grain = Math.max(LEAST_ROWS, Math.min(Block.ROWS, length) / 2);
        Threads.parallel(length, grain, (from, to) -> {
            Block block = block();
            block.begin(Block.padded(length));
            for (int row = from; row < to; row += Block.ROWS) {
                rows.run(row, Math.min(Block.ROWS, to - row), block);
            }
            blocks.add(block);
        });
    }

    private Block block() {
        Block found = blocks.poll();
        return found == null ? new Block(widest, heads, inner) : found;
    }

    private void embed(int[] tokens, int[] kinds, int at, Sequence sequence, int from, int rows, Block block) {
        int[] hidden = sequence.hidden;
        for (int i = from; i < from + rows; i++) {
            int row = i * width;
            Arrays.fill(hidden, row, row + width, 0);
            for (TableStep table : words) {
                table.add(tokens[at + i], hidden, row, block.bytes);
            }
            positions.add(i, hidden, row, block.bytes);
            types.add(kinds[at + i], hidden, row, block.bytes);
            embeddingNorm.apply(hidden, row, hidden, row);
        }
    }

    private void classify(Sequence sequence, int[] logits, int to, Observer observer) {
        Block block = block();
        EncoderStep.codes(poolerInput, sequence.hidden, 0, 1, width, block, observer);
        pooler.multiply(block.bytes, 0, 1, block.sums, block.other);
        pooler.toFixed(block.sums, 0, width);
        FixedTanh.apply(block.sums, 0, width);
        EncoderStep.codes(classifierInput, block.sums, 0, 1, width, block, observer);
        classifier.multiply(block.bytes, 0, 1, block.sums, block.other);
        System.arraycopy(block.sums, 0, logits, to, classes);
        blocks.add(block);
    }

    List<TableStep> words() {
        return words;
    }

    List<EncoderStep> layers() {
        return layers;
    }

    /** Pooler or classifier and the place before it. */
    DenseStep head(String name) {
        return name.equals("pooler") ? pooler : classifier;
    }

    CodesStep headInput(String name) {
        return name.equals("pooler") ? poolerInput : classifierInput;
    }
}
