package dev.tern.train;

import dev.tern.nn.Outputs;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * Which of a teacher's hidden states and attention scores the losses of a stage read, found by watching them read once,
 * and how one example's share of them lies in memory: logits, then states, then scores. The logits always count as read:
 * they are few.
 */
final class Heard {
    /** Of a teacher that was not asked yet. */
    static final Heard NOTHING = new Heard(new int[0], new int[0]);

    /** Of every hidden state; 0 if no loss reads it. */
    private final int[] widths;
    /** Of every layer's attention scores; 0 if no loss reads them. */
    private final int[] heads;

    private final Tensor[] states;
    private final Tensor[] scores;
    private final Outputs room;
    private final boolean isLogitsAlone;

    private Heard(int[] widths, int[] heads) {
        this.widths = widths;
        this.heads = heads;
        states = new Tensor[widths.length];
        scores = new Tensor[heads.length];
        Arrays.fill(states, Tensor.NONE);
        Arrays.fill(scores, Tensor.NONE);
        room = new Outputs(
                Tensor.NONE,
                list(states.length, i -> present(states[i])),
                list(scores.length, i -> present(scores[i])));
        isLogitsAlone = Arrays.stream(widths).sum() + Arrays.stream(heads).sum() == 0;
    }

    /** Shows outputs to losses and takes down what they read. */
    static final class Listener {
        private final Outputs outputs;
        private final int[] widths;
        private final int[] heads;
        private final int positions;
        private boolean isReal;

        /** @param positions of the batch, padding included */
        Listener(Outputs outputs, int positions) {
            this.outputs = outputs;
            widths = new int[outputs.hidden().size()];
            heads = new int[outputs.attention().size()];
            this.positions = positions;
            isReal = !outputs.logits().isCoded();
        }

        /** The outputs, to be read through these lists. */
        Outputs watched() {
            return new Outputs(
                    outputs.logits(),
                    list(widths.length, i -> {
                        Tensor state = outputs.hidden().get(i);
                        widths[i] = state.columns();
                        isReal &= !state.isCoded();
                        return state;
                    }),
                    list(heads.length, i -> {
                        Tensor scores = outputs.attention().get(i);
                        heads[i] = scores.rows() / positions;
                        return scores;
                    }));
        }

        /** Whether all that has been read so far are values, not codes with a scale. */
        boolean isReal() {
            return isReal;
        }

        /** What has been read so far. */
        Heard heard() {
            return new Heard(widths.clone(), heads.clone());
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

    private static Tensor present(Tensor tensor) {
        if (tensor == Tensor.NONE) {
            throw new IllegalStateException("A loss reads of its teacher what it did not read at the first step.");
        }
        return tensor;
    }

    /** Whether nothing is read that reaches over the positions of a text. */
    boolean isLogitsAlone() {
        return isLogitsAlone;
    }

    /** Whether all that the other reads, of the same teacher, is read here too. */
    boolean covers(Heard other) {
        return this != NOTHING && covers(widths, other.widths) && covers(heads, other.heads);
    }

    private static boolean covers(int[] sizes, int[] others) {
        boolean covers = true;
        for (int i = 0; i < sizes.length; i++) {
            covers &= sizes[i] > 0 || others[i] == 0;
        }
        return covers;
    }

    /** Numbers of one example of a given padded length. */
    int floats(int classes, int time) {
        long floats = classes;
        for (int width : widths) {
            floats += (long) width * time;
        }
        for (int count : heads) {
            floats += (long) count * time * time;
        }
        return Math.toIntExact(floats);
    }

    /** Copies what was said of one example of a batch. */
    void keep(Outputs said, int example, int time, FloatBuffer kept) {
        int classes = said.logits().columns();
        kept.put(0, said.logits().data(), example * classes, classes);
        int at = classes;
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] > 0) {
                int size = time * widths[i];
                kept.put(at, said.hidden().get(i).data(), example * size, size);
                at += size;
            }
        }
        for (int i = 0; i < heads.length; i++) {
            if (heads[i] > 0) {
                int size = heads[i] * time * time;
                kept.put(at, said.attention().get(i).data(), example * size, size);
                at += size;
            }
        }
    }

    /**
     * Outputs for a batch, to be filled example by example; what no loss reads is not among them. Valid until this is
     * called again.
     */
    Outputs room(Tape tape, int batch, int classes, int time) {
        for (int i = 0; i < widths.length; i++) {
            states[i] = widths[i] == 0 ? Tensor.NONE : tape.constant(batch * time, widths[i]);
        }
        for (int i = 0; i < heads.length; i++) {
            scores[i] = heads[i] == 0 ? Tensor.NONE : tape.constant(batch * heads[i] * time, time);
        }
        return room.predict(tape.constant(batch, classes));
    }

    /**
     * Copies what was kept of one example into its place in a batch, the last that {@link #room} gave.
     *
     * @param keptTime the length it was padded to
     * @param time the length the batch is padded to, no longer
     */
    void recall(FloatBuffer kept, int keptTime, int example, int time) {
        int classes = room.logits().columns();
        room.logits().data().put(example * classes, kept, 0, classes);
        int at = classes;
        for (int i = 0; i < widths.length; i++) {
            int width = widths[i];
            if (width > 0) {
                states[i].data().put(example * time * width, kept, at, time * width);
                at += keptTime * width;
            }
        }
        for (int i = 0; i < heads.length; i++) {
            for (int head = 0; head < heads[i]; head++) {
                int first = (example * heads[i] + head) * time;
                for (int query = 0; query < time; query++) {
                    scores[i].data().put((first + query) * time, kept, at + query * keptTime, time);
                }
                at += keptTime * keptTime;
            }
        }
    }
}
