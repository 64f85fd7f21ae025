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
 * {@link ProgramState} says and nothing else. Sequences are walked at their own length by the thread that calls; blocks
 * of a sequence's rows go to more threads if there are any free. Several take turns at every product, so that its weights
 * are near from the second one on. What they need room for is kept and reused.
 *
 * <p>State: {@code network} layers, heads, their width, width, feed-forward width, classes, positions, 1 for GELU and 0
 * for ReLU.
 */
final class EncoderProgram {
    private static final int MEASURES = 8;

    /** Below these a thread of its own costs more than it saves. */
    private static final int LEAST_ROWS = 16;

    /** So many sequences share what is read of the weights; more would not fit a core's larger cache. */
    private static final int GROUP = 8;

    private final int width;
    private final int heads;
    private final int inner;
    private final int feedForward;
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
        feedForward = network[4];
        classes = network[5];
        positionCount = network[6];
        widest = Math.max(Math.max(width, 3 * inner), Math.max(feedForward, classes));
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

    /** The codes of one sequence's logits. */
    void logits(Text text, int[] logits) {
        walk(List.of(text), logits);
    }

    /** The codes of the logits of sequences. */
    void logits(List<Text> texts, int[] logits) {
        for (int first = 0; first < texts.size(); first += GROUP) {
            walk(texts.subList(first, Math.min(texts.size(), first + GROUP)), logits);
        }
    }

    private void walk(List<Text> texts, int[] logits) {
        List<Sequence> group = texts.stream().map(this::embedded).toList();
        for (EncoderStep layer : layers) {
            for (EncoderStep.Phase phase : group.size() == 1 ? layer.fewPhases() : layer.allPhases()) {
                for (Sequence sequence : group) {
                    each(sequence, phase);
                }
            }
        }
        for (int i = 0; i < group.size(); i++) {
            classify(group.get(i), logits, texts.get(i).to());
            sequences.add(group.get(i));
        }
    }

    private Sequence embedded(Text text) {
        if (text.length() > positionCount) {
            throw new IllegalArgumentException("A text of " + text.length() + " tokens is longer than the "
                    + positionCount + " positions of this network: shorten it, or ask for fewer with .tokens(n).");
        }
        Sequence found = sequences.poll();
        Sequence sequence = found == null ? new Sequence() : found;
        sequence.begin(text, width, inner, feedForward);
        each(sequence, (of, from, rows, block) -> embed(text, of, from, rows, block));
        return sequence;
    }

    /** Blocks of rows on as many threads as are free; on this one if it is one of several already. */
    private void each(Sequence sequence, EncoderStep.Phase phase) {
        int length = sequence.length;
        int grain = Math.max(LEAST_ROWS, Math.min(Block.ROWS, length) / 2);
        Threads.parallel(length, grain, (from, to) -> {
            Block block = block();
            block.begin(Block.padded(length));
            for (int row = from; row < to; row += Block.ROWS) {
                phase.run(sequence, row, Math.min(Block.ROWS, to - row), block);
            }
            blocks.add(block);
        });
    }

    private Block block() {
        Block found = blocks.poll();
        return found == null ? new Block(widest, heads, inner) : found;
    }

    private void embed(Text text, Sequence sequence, int from, int rows, Block block) {
        int[] hidden = sequence.hidden;
        for (int i = from; i < from + rows; i++) {
            int row = i * width;
            Arrays.fill(hidden, row, row + width, 0);
            for (TableStep table : words) {
                table.add(text.tokens()[text.at() + i], hidden, row, block.bytes);
            }
            positions.add(i, hidden, row, block.bytes);
            types.add(text.kinds()[text.at() + i], hidden, row, block.bytes);
            embeddingNorm.apply(hidden, row, hidden, row);
        }
    }

    private void classify(Sequence sequence, int[] logits, int to) {
        Observer observer = sequence.observer;
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
