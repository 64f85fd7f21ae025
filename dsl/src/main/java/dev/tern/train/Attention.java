package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.Outputs;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;

/**
 * The teacher's attention scores, before the softmax, of every layer: {@link AttentionLoss}. A student of another depth
 * imitates the teacher's layers evenly spread, or those named by {@link #from}; one with another number of heads can only
 * imitate the {@link #meanOfHeads}. Immutable.
 */
public final class Attention extends Part<Attention> {
    /** Every layer's against its counterpart's, head by head. */
    public static final Attention EVERY_LAYER = new Attention(LayerMap.UNIFORM, Heads.EACH, Weight.ONE);

    private enum Heads {
        EACH,
        MEAN
    }

    private final LayerMap map;
    private final Heads heads;

    private Attention(LayerMap map, Heads heads, Weight weight) {
        super(weight);
        this.map = map;
        this.heads = heads;
    }

    /**
     * Which layer of the teacher each of the student's imitates, in the student's order, counted from 1:
     * {@code attention.from(3, 6)} lets a student of two layers imitate the third and the sixth.
     */
    public Attention from(int... teacherLayers) {
        return new Attention(LayerMap.of("attention", teacherLayers), heads, weight());
    }

    /** Compares the mean over the heads, which networks of different numbers of heads both have. Tern's own choice. */
    public Attention meanOfHeads() {
        return new Attention(map, Heads.MEAN, weight());
    }

    @Override
    Attention weighted(Weight other) {
        return new Attention(map, heads, other);
    }

    @Override
    List<Term> start() {
        return List.of(new Scores());
    }

    @Override
    String words() {
        return "attention" + map + (heads == Heads.MEAN ? ".meanOfHeads()" : "");
    }

    private final class Scores implements Term {
        @Override
        public String name() {
            return "attention";
        }

        @Override
        public Tensor loss(Tape tape, Outputs student, Outputs teacher, Batch batch) {
            List<Tensor> ours = student.attention();
            List<Tensor> theirs = teacher.attention();
            if (ours.isEmpty() || theirs.isEmpty()) {
                throw new IllegalArgumentException("The " + (ours.isEmpty() ? "student" : "teacher")
                        + " has no attention to compare: write imitate(logits.and(hidden)).");
            }
            Sequences layout = batch.layout();
            map.require("attention", ours.size(), theirs.size(), 1);
            Pairs pairs = Pairs.of(tape);
            for (int i = 0; i < ours.size(); i++) {
                Tensor our = ours.get(i);
                Tensor their = theirs.get(map.index(i, ours.size(), theirs.size(), 1));
                pairs.add(comparable(tape, our, layout), comparable(tape, their, layout));
                requireSameHeads(our, their, layout);
            }
            return AttentionLoss.apply(tape, pairs.students(), pairs.teachers());
        }

        private Tensor comparable(Tape tape, Tensor scores, Sequences layout) {
            return heads == Heads.MEAN ? MeanOfHeads.apply(tape, scores, layout) : scores;
        }

        private void requireSameHeads(Tensor student, Tensor teacher, Sequences layout) {
            if (heads == Heads.EACH && student.rows() != teacher.rows()) {
                int positions = layout.batch() * layout.time();
                throw new IllegalArgumentException("The student has " + student.rows() / positions
                        + " attention heads a layer, the teacher " + teacher.rows() / positions
                        + ": their scores cannot be compared head by head. Write attention.meanOfHeads(), or leave"
                        + " attention out, .imitate(logits.and(hidden)).");
            }
        }
    }
}
