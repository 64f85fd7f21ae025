package dev.tern.train;

import dev.tern.nn.Outputs;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Which of a teacher's hidden states and attention scores the losses of a stage read, found by watching them read once,
 * and how one example's share of them lies in memory: logits, then states, then scores. The logits always count as read:
 * they are few.
 *
 * @param hiddenStates how many the teacher has
 * @param attentionScores how many the teacher has
 * @param widths of the hidden states that are read, by their index
 * @param heads of the attention scores that are read, by their index
 */
record Heard(int hiddenStates, int attentionScores, Map<Integer, Integer> widths, Map<Integer, Integer> heads) {

    /** Shows outputs to losses and takes down what they read. */
    static final class Listener {
        private final Outputs outputs;
        private final int hiddenStates;
        private final int attentionScores;
        private final int positions;
        private final Map<Integer, Integer> widths = new TreeMap<>();
        private final Map<Integer, Integer> heads = new TreeMap<>();
        private boolean isReal;

        /** @param positions of the batch, padding included */
        Listener(Outputs outputs, int positions) {
            this.outputs = outputs;
            hiddenStates = outputs.hidden().size();
            attentionScores = outputs.attention().size();
            this.positions = positions;
            isReal = !outputs.logits().isCoded();
        }

        /** The outputs, to be read through these lists. */
        Outputs watched() {
            return new Outputs(
                    outputs.logits(),
                    list(hiddenStates, i -> {
                        Tensor state = outputs.hidden().get(i);
                        widths.put(i, state.columns());
                        isReal &= !state.isCoded();
                        return state;
                    }),
                    list(attentionScores, i -> {
                        Tensor scores = outputs.attention().get(i);
                        heads.put(i, scores.rows() / positions);
                        return scores;
                    }));
        }

        /** Whether all that has been read so far are values, not codes with a scale. */
        boolean isReal() {
            return isReal;
        }

        /** What has been read so far. */
        Heard heard() {
            return new Heard(hiddenStates, attentionScores, new TreeMap<>(widths), new TreeMap<>(heads));
        }
    }

    private static List<Tensor> list(int size, IntFunction<Tensor> element) {
        return new AbstractList<>() {
            @Override
            public Tensor get(int index) {
                return element.apply(Objects.checkIndex(index, size));
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    /** Whether nothing is read that reaches over the positions of a text. */
    boolean isLogitsAlone() {
        return widths.isEmpty() && heads.isEmpty();
    }

    /** Whether all that the other reads is read here too. */
    boolean covers(Heard other) {
        return widths.keySet().containsAll(other.widths.keySet())
                && heads.keySet().containsAll(other.heads.keySet());
    }

    /** Numbers of one example of a given padded length. */
    int floats(int classes, int time) {
        long floats = classes;
        for (int width : widths.values()) {
            floats += (long) width * time;
        }
        for (int count : heads.values()) {
            floats += (long) count * time * time;
        }
        return Math.toIntExact(floats);
    }

    /** Copies what was said of one example of a batch. */
    void keep(Outputs said, int example, int time, FloatBuffer kept) {
        int classes = said.logits().columns();
        kept.put(0, said.logits().data(), example * classes, classes);
        int at = classes;
        for (Map.Entry<Integer, Integer> state : widths.entrySet()) {
            int size = time * state.getValue();
            kept.put(at, said.hidden().get(state.getKey()).data(), example * size, size);
            at += size;
        }
        for (Map.Entry<Integer, Integer> scores : heads.entrySet()) {
            int size = scores.getValue() * time * time;
            kept.put(at, said.attention().get(scores.getKey()).data(), example * size, size);
            at += size;
        }
    }

    /** Outputs for a batch, to be filled example by example; what no loss reads is not among them. */
    Outputs room(Tape tape, int batch, int classes, int time) {
        Map<Integer, Tensor> states = new TreeMap<>();
        widths.forEach((i, width) -> states.put(i, tape.constant(batch * time, width)));
        Map<Integer, Tensor> scores = new TreeMap<>();
        heads.forEach((i, count) -> scores.put(i, tape.constant(batch * count * time, time)));
        return new Outputs(
                tape.constant(batch, classes),
                list(hiddenStates, i -> present(states, i)),
                list(attentionScores, i -> present(scores, i)));
    }

    private static Tensor present(Map<Integer, Tensor> tensors, int index) {
        Tensor tensor = tensors.get(index);
        if (tensor == null) {
            throw new IllegalStateException("A loss reads of its teacher what it did not read at the first step.");
        }
        return tensor;
    }

    /**
     * Copies what was kept of one example into its place in a batch.
     *
     * @param keptTime the length it was padded to
     * @param time the length the batch is padded to, no longer
     */
    void recall(FloatBuffer kept, int keptTime, Outputs batch, int example, int time) {
        int classes = batch.logits().columns();
        batch.logits().data().put(example * classes, kept, 0, classes);
        int at = classes;
        for (Map.Entry<Integer, Integer> state : widths.entrySet()) {
            int width = state.getValue();
            FloatBuffer to = batch.hidden().get(state.getKey()).data();
            to.put(example * time * width, kept, at, time * width);
            at += keptTime * width;
        }
        for (Map.Entry<Integer, Integer> scores : heads.entrySet()) {
            FloatBuffer to = batch.attention().get(scores.getKey()).data();
            for (int head = 0; head < scores.getValue(); head++) {
                int first = (example * scores.getValue() + head) * time;
                for (int query = 0; query < time; query++) {
                    to.put((first + query) * time, kept, at + query * keptTime, time);
                }
                at += keptTime * keptTime;
            }
        }
    }
}
